/**
 * When a person is asked. `never`: not at all; `on-request`: when the model asks to leave the sandbox, or a patch leaves the workspace;
 * `on-failure`: after the sandbox denied something; `untrusted`: before everything that is not known to be harmless.
 */
export type ApprovalPolicy = 'never' | 'on-request' | 'on-failure' | 'untrusted';
