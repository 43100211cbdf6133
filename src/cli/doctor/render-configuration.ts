import type { ConfigurationLayer, EffectiveConfiguration } from '../../index.js';
import type { Paint } from '../style.js';
import { visibleText } from '../visible-text.js';

/** The settings in force for people, grouped by the layer they come from, lowest precedence first. */
export function renderConfiguration(configuration: EffectiveConfiguration, paint: Paint): string {
  const { codexHome, workingDirectory, projectTrust = 'undecided', layers, warnings } = configuration;
  const facts = [
    ['Codex home', codexHome],
    ['directory', workingDirectory],
    ['project trust', projectTrust],
  ];
  const head = facts.map(([label, value]) => `${paint(`${label}:`, 'bold')} ${visibleText(value ?? '')}\n`).join('');
  const groups = layers.map((layer) => renderLayer(layer, configuration, paint));
  const notes = warnings.map((warning) => `\n${paint('warning:', 'yellow', 'bold')} ${visibleText(warning)}\n`);
  const nothing = layers.length === 0 ? '\nNothing is set: defaults are in force.\n' : '';
  return `${head}${groups.join('')}${nothing}${notes.join('')}`;
}

function renderLayer(layer: ConfigurationLayer, { entries }: EffectiveConfiguration, paint: Paint): string {
  const own = entries.filter(({ layer: from }) => from.name === layer.name && from.source === layer.source);
  const lines = own.map(({ key, value }) => `  ${visibleText(key)} = ${visibleText(toToml(value))}\n`);
  const shown = lines.length === 0 ? [`  ${paint('(everything overridden by higher layers)', 'dim')}\n`] : lines;
  return `\n${paint(layer.name, 'cyan')} ${visibleText(layer.source)}\n${shown.join('')}`;
}

/** Close enough to TOML to be read, and to be copied where it is not too exotic. */
function toToml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toToml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)} = ${toToml(entry)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return JSON.stringify(value);
}
