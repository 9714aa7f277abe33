import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';

/**
 * Has smtp-server greet at once. Its own way (3.21.6) is to wait 100 ms for clients that talk
 * before they are greeted, a sign of spam: on loopback that only makes a client that sends one mail
 * a connection slow.
 */
export function greetAtOnce(): void {
  SMTPConnection.prototype.init = function init(this: SMTPConnection) {
    this._setListeners(() => {
      const { options, connections } = this._server;
      if (options.maxClients && connections.size > options.maxClients)
        this.send(421, `${this.name} Too many connected clients, try again in a moment`, false);
      else this.connectionReady();
    });
  };
}
