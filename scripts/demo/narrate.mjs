// Shows a turn to a person, event by event.
const COLOURS = { bold: 1, dim: 2, red: 31, green: 32, cyan: 36 };

function paint(colour, text) {
  return process.stdout.isTTY ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
}

/** A headline of the demonstration. */
export function headline(text) {
  console.log(`\n${paint('bold', `== ${text}`)}`);
}

/** Prints what an event tells. */
export function narrate(event) {
  if (event.type === 'thread.started') console.log(`thread ${event.thread_id}`);
  if (event.type === 'error') console.log(paint('red', `! ${event.message}`));
  if (event.type === 'item.started' && event.item.type === 'todo_list') showPlan(event.item);
  if (event.type === 'item.updated' && event.item.type === 'todo_list') showPlan(event.item);
  if (event.type === 'item.completed') showItem(event.item);
}

function showItem(item) {
  switch (item.type) {
    case 'reasoning':
      console.log(paint('dim', `\n(${item.text.replaceAll('**', '')})`));
      break;
    case 'command_execution':
      console.log(paint('cyan', `\n$ ${item.command}`));
      console.log(indent(item.aggregated_output));
      console.log(item.exit_code === 0 ? paint('green', '  exit 0') : paint('red', `  exit ${item.exit_code}`));
      break;
    case 'file_change':
      for (const change of item.changes)
        console.log(paint('cyan', `\npatch ${item.status}: ${change.kind} ${change.path}`));
      break;
    case 'agent_message':
      console.log(`\n${item.text}`);
      break;
    case 'error':
      console.log(paint('red', `! ${item.message}`));
      break;
  }
}

function showPlan({ items }) {
  console.log(`\n${items.map(({ text, completed }) => `  ${completed ? '✓' : '·'} ${text}`).join('\n')}`);
}

function indent(text) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
