import type { ModelProvider } from '../../domain/config/model-providers.js';
import type { DoctorCheck } from './doctor-report.js';
import type { Understanding } from './understanding.js';

/** Whether requests can prove who sends them. */
export type CredentialState =
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'present' }
  /** Nothing stands in for the key; `variables` could hold it. */
  | { readonly kind: 'missing'; readonly variables: readonly string[]; readonly instructions?: string }
  /** The host brought its own model; the provider is not asked. */
  | { readonly kind: 'own-model' };

/** Whether the model can be asked, as far as that shows without asking it. */
export function checkModelProvider(
  { settings }: Understanding,
  credentialOf: (provider: ModelProvider) => CredentialState,
): DoctorCheck {
  if (settings === undefined) {
    const summary = 'unknown, because the configuration cannot be used';
    return { subject: 'model-provider', status: 'broken', summary, details: [], remedy: 'mend the configuration' };
  }
  const { provider, model } = settings.model;
  const credential = credentialOf(provider);
  if (credential.kind === 'own-model') {
    const summary = `\`${model}\` through the model of the host program`;
    return { subject: 'model-provider', status: 'ok', summary, details: [] };
  }
  return { subject: 'model-provider', ...judge(provider, credential), ...about(provider, model, credential) };
}

function about(
  provider: ModelProvider,
  model: string,
  credential: CredentialState,
): Pick<DoctorCheck, 'summary' | 'details'> {
  return {
    summary: `\`${model}\` of ${provider.name} (\`${provider.id}\`) at ${withoutCredentials(provider.baseUrl)}`,
    details: [keyText[credential.kind]],
  };
}

const keyText: Readonly<Record<CredentialState['kind'], string>> = {
  'not-needed': 'no API key is needed',
  present: 'an API key is there',
  missing: 'there is no API key',
  'own-model': '',
};

function judge(provider: ModelProvider, credential: CredentialState): Pick<DoctorCheck, 'status' | 'remedy'> {
  const address = parseAddress(provider.baseUrl);
  if (address === undefined) {
    const place = provider.id === 'openai' ? 'openai_base_url' : `model_providers.${provider.id}.base_url`;
    return { status: 'broken', remedy: `set \`${place}\` to an address that begins with \`https://\` or \`http://\`` };
  }
  if (credential.kind === 'missing') {
    const names = credential.variables.map((name) => `\`${name}\``).join(' or ');
    const remedy = `set the environment variable ${names} to the API key`;
    const { instructions } = credential;
    return { status: 'broken', remedy: instructions === undefined ? remedy : `${remedy}; ${instructions}` };
  }
  if (credential.kind === 'present' && address.protocol === 'http:' && !isLoopback(address.host)) {
    return { status: 'warning', remedy: 'use `https://`: over `http://` the API key can be read on the way' };
  }
  return { status: 'ok' };
}

function parseAddress(text: string): { readonly protocol: string; readonly host: string } | undefined {
  const match = /^(https?:)\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]+)(?::\d+)?(?:[/?#]|$)/i.exec(text);
  const [, protocol, host] = match ?? [];
  return protocol === undefined || host === undefined ? undefined : { protocol: protocol.toLowerCase(), host };
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i.test(host);
}

function withoutCredentials(address: string): string {
  return address.replace(/^([a-z]+:\/\/)[^/?#@]*@/i, '$1[redacted]@').replace(/\?.*/s, '?[redacted]');
}
