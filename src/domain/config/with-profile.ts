import type { ConfigLayer } from './config-layer.js';
import { mergeLayers, valueAt } from './merge-layers.js';

/** Inserts the selected entry of `profiles` as a layer above the user's settings and below those of projects. */
export function withProfile(layers: readonly ConfigLayer[], requested?: string): readonly ConfigLayer[] {
  const own = layers.filter((layer) => layer.name !== 'project');
  const merged = mergeLayers(own);
  const name = requested ?? valueAt(merged.values, ['profile']);
  if (typeof name !== 'string') return layers;
  const values = valueAt(merged.values, ['profiles', name]);
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return layers;
  const origin = merged.originOf(['profiles', name]);
  const profile: ConfigLayer = {
    name: 'profile',
    source: `${origin?.source ?? 'configuration'} [profiles.${name}]`,
    values: values as ConfigLayer['values'],
    ...(origin?.directory === undefined ? {} : { directory: origin.directory }),
  };
  const above = layers.findIndex((layer) => layer.name === 'project' || layer.name === 'session');
  return above < 0 ? [...layers, profile] : [...layers.slice(0, above), profile, ...layers.slice(above)];
}
