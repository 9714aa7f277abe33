import { describe, expect, test } from 'vitest';
import { parseHost } from '../../../shared/adapters/net/host-name.ts';
import { isAllowedAddress } from '../../../shared/adapters/net/is-allowed-address.ts';
import { parseAllowedNetworks } from '../../../shared/adapters/net/network.ts';

describe('without a setting, only public hosts are connected to', () => {
  test.each(['93.184.215.14', '172.15.255.255', '172.32.0.0', '100.63.255.255', '100.128.0.0', '2606:2800:21f::1', '2a00:1450::5'])(
    '%s is one',
    (address) => expect(isAllowedAddress(address, 993, [])).toBe(true),
  );
  test.each([
    ['loopback', ['127.0.0.1', '127.255.255.254', '::1']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1']],
    ['of a carrier (CGNAT)', ['100.64.0.1', '100.127.255.255']],
    ['link-local, with the metadata service', ['169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0']],
    ["the platform's own", ['168.63.129.16']],
    ['unspecified', ['0.0.0.0', '0.1.2.3', '::']],
    ['multicast, reserved or broadcast', ['224.0.0.1', '239.1.1.1', '240.0.0.1', '255.255.255.255', 'ff02::1']],
    ['for documentation and benchmarks', ['192.0.2.1', '198.51.100.7', '203.0.113.9', '198.18.0.1', '192.0.0.8', '2001:db8::1', '3fff::1']],
    ['unique local or site-local', ['fc00::1', 'fd12:3456::1', 'fec0::1']],
    ['an IPv4 address, mapped', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:a9fe:a9fe', '0:0:0:0:0:ffff:10.0.0.1']],
    ['an IPv4 address, compatible or translated', ['::127.0.0.1', '::7f00:1', '::ffff:0:127.0.0.1']],
    ['an IPv4 address by 6to4, Teredo or NAT64', ['2002:7f00:1::1', '192.88.99.1', '2001::1', '64:ff9b::7f00:1', '64:ff9b:1::1']],
    ['no address', ['', 'localhost', '127.1', '2130706433', '1.2.3.4.5', '[::1]']],
  ])('%s: refused', (_, addresses) => {
    expect(addresses.filter((address) => isAllowedAddress(address, 993, []))).toEqual([]);
  });
  test('on the ports of IMAP, HTTPS and submission', () => {
    const ports = [0, 22, 25, 80, 143, 443, 465, 587, 993, 3389, 8443];
    expect(ports.filter((port) => isAllowedAddress('93.184.215.14', port, []))).toEqual([143, 443, 465, 587, 993]);
  });
});

describe('ALLOWED_PRIVATE_NETWORKS', () => {
  test('opens what it names, on the ports of mail', () => {
    const allowed = parseAllowedNetworks('10.1.0.0/16, fd00:1::/32');
    for (const address of ['10.1.255.255', '::ffff:10.1.2.3', 'fd00:1::7']) expect(isAllowedAddress(address, 443, allowed)).toBe(true);
    for (const address of ['10.2.0.1', 'fd00:2::7', '127.0.0.1', '64:ff9b::a01:203', '2002:a01:203::1'])
      expect(isAllowedAddress(address, 443, allowed)).toBe(false);
    expect(isAllowedAddress('10.1.2.3', 8080, allowed)).toBe(false);
  });
  test('with :* on every port', () => {
    const allowed = parseAllowedNetworks('127.0.0.0/8:*,::1/128:*');
    expect(['127.0.0.1', '127.3.2.1', '::1'].every((address) => isAllowedAddress(address, 50_143, allowed))).toBe(true);
    expect(['169.254.169.254', '10.0.0.1', '168.63.129.16'].some((address) => isAllowedAddress(address, 80, allowed))).toBe(false);
  });
  test.each([
    '10.1.0.0',
    '10.1.2.3/8',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '010.0.0.0/8',
    '10.0.0.0/8:443',
    '0.0.0.0/0',
    '169.254.0.0/16',
    '168.63.129.16/32',
    '::/0',
    'fe80::/10',
    '11.0.0.0/8',
    '8.0.0.0/5',
    'fd00::1/16',
    'vnet',
    '10.0.0.0/8;10.1.0.0/16',
    '::ffff:10.0.0.0/104',
  ])('%s is refused', (entry) => {
    expect(() => parseAllowedNetworks(`192.168.0.0/16,${entry}`)).toThrow(/ALLOWED_PRIVATE_NETWORKS: entry 2 must be a network in CIDR/);
  });
  test('empty, it opens nothing', () => expect(parseAllowedNetworks('  ')).toEqual([]));
});

describe('the host that somebody typed', () => {
  test.each([
    ['IMAP.Fabrikam.Example.', 'imap.fabrikam.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]', '::1'],
    ['localhost', 'localhost'],
    ['3com.example', '3com.example'],
  ])('%s is %s', (typed, host) => expect(parseHost(typed)).toBe(host));
  test.each([
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '127.0.0.1.',
    '１２７.０.０.１',
    '①②⑦.0.0.1',
    '127。0。0。1',
    '0',
    '0x',
    '1.2.3.4.5',
    '',
    ' ',
    'a b.example',
    'a/b.example',
    'user@host.example',
    'host.example:993',
    'a..example',
    '-a.example',
    '[::1',
    '::1%',
    `${'a'.repeat(64)}.example`,
  ])('"%s" is none', (typed) => expect(parseHost(typed)).toBeNull());
});
