import { isThreadId } from '../../domain/conversation/thread-id.js';
import type { ThreadHeader } from '../../domain/conversation/thread-record.js';
import { type AbsolutePath, parseAbsolutePath } from '../../domain/paths/absolute-path.js';
import { asFields, asText, type Fields } from './json-fields.js';

/** The head of a session out of the payload of its `session_meta` line; undefined when that names no thread or no directory. */
export function decodeHeader(payload: Fields): ThreadHeader | undefined {
  const threadId = asText(payload.id) ?? '';
  const cwd = decodePath(payload.cwd);
  const createdAt = Date.parse(asText(payload.timestamp) ?? '');
  if (!isThreadId(threadId) || cwd === undefined || Number.isNaN(createdAt)) return undefined;
  const git = decodeGit(payload.git);
  return {
    threadId,
    createdAt,
    cwd,
    originator: asText(payload.originator) ?? '',
    version: asText(payload.cli_version) ?? '',
    source: asText(payload.source) ?? 'unknown',
    modelProvider: asText(payload.model_provider) ?? '',
    baseInstructions: asText(asFields(payload.base_instructions)?.text) ?? '',
    ...(git === undefined ? {} : { git }),
  };
}

/** An absolute path of either syntax, since a session may have been written on another system. */
export function decodePath(value: unknown): AbsolutePath | undefined {
  const text = asText(value) ?? '';
  const parsed = parseAbsolutePath(text, text.startsWith('/') ? 'posix' : 'windows');
  return parsed.ok ? parsed.value : undefined;
}

function decodeGit(value: unknown): ThreadHeader['git'] {
  const git = asFields(value);
  const commit = asText(git?.commit_hash);
  const branch = asText(git?.branch);
  const repositoryUrl = asText(git?.repository_url);
  if (commit === undefined && branch === undefined && repositoryUrl === undefined) return undefined;
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(branch === undefined ? {} : { branch }),
    ...(repositoryUrl === undefined ? {} : { repositoryUrl }),
  };
}
