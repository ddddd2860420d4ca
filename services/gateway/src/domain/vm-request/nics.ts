/** Resolves the nics of a new vm: their networks, and whether the host can make these. */
import type { http, NicRequest } from '@chronovisor/contracts';
import type { DiskContext, Outcome } from './disks.ts';
import type { Finding } from './findings.ts';

const findingOf = (
  nic: http.NicBody,
  index: number,
  kind: NicRequest['kind'],
  { host }: DiskContext,
): Finding | null => {
  const at = `/nics/${index}`;
  if (!host.networks.includes(kind)) {
    return {
      code: 'network.needs-root',
      pointer: `${at}/network`,
      detail: `host ${host.name} cannot make networks of kind ${kind}`,
      hint: 'Run its host process as root with ip, nft and dnsmasq installed, or use the network `user`.',
    };
  }
  if (nic.forwards.length > 0 && kind !== 'user') {
    return {
      code: 'nic.forwards-need-user-network',
      pointer: `${at}/forwards`,
      detail: `port forwards go with networks of kind user; ${nic.network} is of kind ${kind}`,
      hint: 'The guest has an address of its own on this network: reach it there.',
    };
  }
  return null;
};

const resolveNic = (nic: http.NicBody, index: number, context: DiskContext): Outcome<NicRequest> => {
  const [network] = context.directory.networks(nic.network);
  if (network === undefined) {
    const detail = `there is no network ${nic.network}`;
    const hint = 'List the networks to see their names.';
    return { findings: [{ code: 'network.not-found', pointer: `/nics/${index}/network`, detail, hint }] };
  }
  const finding = findingOf(nic, index, network.kind, context);
  if (finding !== null) return { findings: [finding] };
  const { mac = null, model, forwards } = nic;
  const nicId = context.idOf(`nic-${index}`);
  return { value: { nicId, networkId: network.id, kind: network.kind, mac, model, forwards } as NicRequest };
};

const sameMac = (nics: readonly http.NicBody[]): readonly Finding[] =>
  nics.flatMap(({ mac }, index) =>
    mac !== undefined && nics.findIndex((other) => other.mac === mac) < index
      ? [{ code: 'request.invalid', pointer: `/nics/${index}/mac`, detail: 'another nic of this vm has this address' }]
      : [],
  );

export const resolveNics = (nics: readonly http.NicBody[], context: DiskContext): Outcome<readonly NicRequest[]> => {
  const outcomes = nics.map((nic, index) => resolveNic(nic, index, context));
  const findings = [
    ...outcomes.flatMap((outcome) => ('findings' in outcome ? outcome.findings : [])),
    ...sameMac(nics),
  ];
  if (findings.length > 0) return { findings };
  return { value: outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : [])) };
};
