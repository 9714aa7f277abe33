import { dialer } from '../../shared/adapters/net/dialer.ts';
import { parseAllowedNetworks } from '../../shared/adapters/net/network.ts';

/** The dialer of the embedded cloud and of tests, whose servers are on loopback. */
export const loopbackDialer = dialer(parseAllowedNetworks('127.0.0.0/8:*,::1/128:*'));
