import { elementAt, elementsOf, escapeXml, parseXml, textAt } from './xml.ts';

/** Where EWS is, or where else to ask: another address, or another server. */
export type Discovered = { kind: 'found'; url: string } | { kind: 'address'; address: string } | { kind: 'server'; url: string };

/** A way to ask Autodiscover: its path, what is asked, and how the answer is read. */
export type AutodiscoverWay = {
  path: string;
  request(url: URL, address: string): string;
  /** Null: the answer is none, or names nothing. */
  read(answer: string): Discovered | null;
};

const outlook = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/';

/** Plain old XML (MS-OXDSCLI 2.2.3, 2.2.4): every version of Exchange has it. */
const pox: AutodiscoverWay = {
  path: '/autodiscover/autodiscover.xml',
  request: (_, address) =>
    `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${outlook}requestschema/2006"><Request>` +
    `<EMailAddress>${escapeXml(address)}</EMailAddress>` +
    `<AcceptableResponseSchema>${outlook}responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`,
  read(answer) {
    const account = elementAt(parseXml(answer), 'Autodiscover', 'Response', 'Account');
    const action = textAt(account, 'Action');
    if (action === 'redirectAddr') return address(textAt(account, 'RedirectAddr'));
    if (action === 'redirectUrl') return server(textAt(account, 'RedirectUrl'));
    // EXPR is for clients outside, EXCH for those within
    const protocols = elementsOf(account, 'Protocol');
    const urls = ['EXPR', 'EXCH']
      .flatMap((type) => protocols.filter((one) => textAt(one, 'Type') === type))
      .map((one) => textAt(one, 'EwsUrl'));
    return found(urls.find((url) => url !== '') ?? '');
  },
};

const messages = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';

/** The same by SOAP (MS-OXWSADISC 3.1.4.1). */
const soap: AutodiscoverWay = {
  path: '/autodiscover/autodiscover.svc',
  request: (url, asked) =>
    '<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ' +
    `xmlns:a="${messages}" xmlns:w="http://www.w3.org/2005/08/addressing"><s:Header>` +
    '<a:RequestedServerVersion>Exchange2013_SP1</a:RequestedServerVersion>' +
    `<w:Action>${messages}/Autodiscover/GetUserSettings</w:Action><w:To>${escapeXml(url.href)}</w:To></s:Header><s:Body>` +
    `<a:GetUserSettingsRequestMessage><a:Request><a:Users><a:User><a:Mailbox>${escapeXml(asked)}</a:Mailbox></a:User></a:Users>` +
    '<a:RequestedSettings><a:Setting>ExternalEwsUrl</a:Setting><a:Setting>InternalEwsUrl</a:Setting></a:RequestedSettings>' +
    '</a:Request></a:GetUserSettingsRequestMessage></s:Body></s:Envelope>',
  read(answer) {
    const response = elementAt(parseXml(answer), 'Envelope', 'Body', 'GetUserSettingsResponseMessage', 'Response');
    const user = elementAt(response, 'UserResponses', 'UserResponse');
    const code = textAt(user, 'ErrorCode');
    if (code === 'RedirectAddress') return address(textAt(user, 'RedirectTarget'));
    if (code === 'RedirectUrl') return server(textAt(user, 'RedirectTarget'));
    const settings = elementsOf(elementAt(user, 'UserSettings'), 'UserSetting');
    const settingOf = (name: string) =>
      textAt(
        settings.find((one) => textAt(one, 'Name') === name),
        'Value',
      );
    return found(settingOf('ExternalEwsUrl') || settingOf('InternalEwsUrl'));
  },
};

export const autodiscoverWays: readonly AutodiscoverWay[] = [pox, soap];

const found = (url: string): Discovered | null => (url === '' ? null : { kind: 'found', url });
const address = (to: string): Discovered | null => (to === '' ? null : { kind: 'address', address: to });
const server = (url: string): Discovered | null => (url === '' ? null : { kind: 'server', url });
