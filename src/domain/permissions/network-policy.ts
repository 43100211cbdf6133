/** Whether commands may reach the network. */
export type NetworkPolicy = 'restricted' | 'enabled';
