/**
 * A connection that this installation does not make: into a private network, to the platform's own
 * addresses, or to a port that is none of mail. It says no more: neither which address a name has,
 * nor whether something answers there.
 */
export class AddressRefused extends Error {
  override name = 'AddressRefused';
  readonly code = 'EADDRREFUSED';
  constructor() {
    super('this installation does not connect to that address or port');
  }
}
