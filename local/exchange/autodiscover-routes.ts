import type { Answer, Route } from '../simulator/routes.ts';
import { elementAt, escapeXml, parseXml, textAt } from './xml.ts';

const maxBytes = 64 * 1024;
const outlook = 'http://schemas.microsoft.com/exchange/autodiscover';
const messages = 'http://schemas.microsoft.com/exchange/2010/Autodiscover';

/** Autodiscover in plain XML and by SOAP; `urlFor`: where EWS is for an address, or null. */
export function autodiscoverRoutes<Caller>(urlFor: (address: string) => string | null): Route<Caller>[] {
  return [
    {
      operation: 'POST /autodiscover/autodiscover.xml',
      async answer(request) {
        const asked = textAt(parseXml((await request.body(maxBytes)).toString()), 'Autodiscover', 'Request', 'EMailAddress');
        const url = urlFor(asked.toLowerCase());
        const response =
          url === null
            ? `<Response><Error><ErrorCode>500</ErrorCode><Message>The email address can't be found.</Message></Error></Response>`
            : `<Response xmlns="${outlook}/outlook/responseschema/2006a"><User><AutoDiscoverSMTPAddress>${escapeXml(asked)}</AutoDiscoverSMTPAddress></User>` +
              `<Account><AccountType>email</AccountType><Action>settings</Action>${protocol('EXCH', url)}${protocol('EXPR', url)}</Account></Response>`;
        return xml(`<Autodiscover xmlns="${outlook}/responseschema/2006">${response}</Autodiscover>`);
      },
    },
    {
      operation: 'POST /autodiscover/autodiscover.svc',
      async answer(request) {
        const body = elementAt(parseXml((await request.body(maxBytes)).toString()), 'Envelope', 'Body');
        const asked = textAt(elementAt(body, 'GetUserSettingsRequestMessage', 'Request', 'Users', 'User'), 'Mailbox');
        const url = urlFor(asked.toLowerCase());
        const user =
          url === null
            ? '<ErrorCode>InvalidUser</ErrorCode>'
            : `<ErrorCode>NoError</ErrorCode><UserSettings><UserSetting><Name>ExternalEwsUrl</Name><Value>${escapeXml(url)}</Value></UserSetting></UserSettings>`;
        return xml(
          `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><GetUserSettingsResponseMessage xmlns="${messages}"><Response>` +
            `<ErrorCode>NoError</ErrorCode><UserResponses><UserResponse>${user}</UserResponse></UserResponses>` +
            '</Response></GetUserSettingsResponseMessage></s:Body></s:Envelope>',
        );
      },
    },
  ];
}

const protocol = (type: string, url: string): string => `<Protocol><Type>${type}</Type><EwsUrl>${escapeXml(url)}</EwsUrl></Protocol>`;

const xml = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/xml; charset=utf-8' },
  body: `<?xml version="1.0" encoding="utf-8"?>${body}`,
});
