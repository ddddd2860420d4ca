import { server, specifyDnsmasq } from '../../../test/dnsmasq-contract.ts';
import { fakeDnsmasq } from './dnsmasq.fake.ts';

specifyDnsmasq('fake', async () => {
  const dnsmasq = fakeDnsmasq();
  return { dnsmasq, ask: (mac) => dnsmasq.ask(server.networkId, mac), kill: () => dnsmasq.kill(server.networkId) };
});
