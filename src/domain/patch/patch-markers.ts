/** The words that structure a patch. */
export const markers = {
  begin: '*** Begin Patch',
  end: '*** End Patch',
  environment: '*** Environment ID:',
  add: '*** Add File: ',
  delete: '*** Delete File: ',
  update: '*** Update File: ',
  moveTo: '*** Move to: ',
  endOfFile: '*** End of File',
  chunk: '@@',
  chunkWithContext: '@@ ',
} as const;
