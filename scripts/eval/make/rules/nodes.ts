import type { Conventions } from '../conventions.ts';
import type { FaultKind } from '../faults.ts';
import { type World, nodeId } from '../world.ts';
import { type Labels, type Rule, rule } from './rule.ts';
import type { RuleId } from './vocabulary.ts';

/** Rules about nodes: what the cluster, the kubelet and the node exporter say of them, and the volumes on them. */
export function nodeRules(c: Conventions): Rule[] {
  const told = (
    id: RuleId,
    expr: string,
    kinds: readonly FaultKind[],
    severity: Rule['severity'],
    forS: number,
    summary: string,
  ) => {
    const description = `${summary} ${c.nodeLabel ? `{{ $labels.${c.nodeLabel} }}` : '{{ $labels.instance }}{{ $labels.node }}'}`;
    return rule(c, id, { expr, kinds, severity, forS, summary, description, object: nodeOf });
  };
  const of = (condition: string) => `kube_node_status_condition{condition=~"${condition}", status="true"}`;
  const evictions = 'sum by (eviction_signal, instance) (rate(kubelet_evictions[8s]))';
  return [
    told('nodeNotReady', `${of('Ready')} == 0`, ['down'], 'critical', 4, 'A node is not ready.'),
    told(
      ...(['nodeUnreachable', 'kube_node_spec_taint{key="node.kubernetes.io/unreachable"} == 1'] as const),
      ...([['down'], 'warning', 4, 'A node does not answer.'] as const),
    ),
    told(
      'nodePressure',
      `${of('MemoryPressure|DiskPressure')} == 1`,
      ['memory', 'disk'],
      'info',
      3,
      'A node is under pressure.',
    ),
    told(
      'nodeCordoned',
      'kube_node_spec_unschedulable == 1',
      ['cordoned'],
      'info',
      2,
      'A node takes no pods.',
    ),
    told(
      'nodeEviction',
      `${evictions} * on (instance) group_left (node) max by (instance, node) (kubelet_node_name) > 0`,
      ...([['evicting'], 'info', 0, 'A node puts pods out.'] as const),
    ),
    told(
      'kubeletUnreachable',
      'up{job="kubelet"} == 0',
      ['down'],
      'warning',
      4,
      'A kubelet can not be scraped.',
    ),
    told(
      'nodeMemory',
      '100 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes * 100 > 90',
      ...([['memory'], 'warning', 3, 'A node has hardly any memory left.'] as const),
    ),
    told(
      'nodeFaults',
      'rate(node_vmstat_pgmajfault[8s]) > 500',
      ['memory'],
      'warning',
      2,
      'A node reads memory from disk.',
    ),
    told(
      'nodeDisk',
      'node_filesystem_avail_bytes{fstype!=""} / node_filesystem_size_bytes{fstype!=""} * 100 < 3',
      ...([['disk'], 'critical', 3, 'A disk of a node is nearly full.'] as const),
    ),
    told('nodeLoad', 'node_load1 > 20', ['load'], 'warning', 3, 'A node has more to do than it can.'),
    told(
      'nodeClock',
      'node_timex_sync_status == 0',
      ['clock'],
      'warning',
      3,
      'The clock of a node is not in step.',
    ),
    told(
      'nodeNetwork',
      'rate(node_network_receive_errs_total[8s]) / rate(node_network_receive_packets_total[8s]) > 0.01',
      ...([['network'], 'warning', 3, 'A network card of a node reports errors.'] as const),
    ),
    ...(['warning', 'critical'] as const).map((severity) => volumeRule(c, severity)),
  ];
}

function volumeRule(c: Conventions, severity: 'warning' | 'critical'): Rule {
  const { vocabulary } = c;
  const labels = vocabulary === 'awesome' ? '' : '{persistentvolumeclaim!=""}';
  return rule(c, 'volumeFilling', {
    expr: `kubelet_volume_stats_available_bytes${labels} / kubelet_volume_stats_capacity_bytes${labels} < ${severity === 'critical' ? 0.03 : 0.15}`,
    ...{ forS: 2, severity, kinds: ['full'] },
    object: ({ namespace, persistentvolumeclaim }) => `pvc/${namespace}/${persistentvolumeclaim}`,
    summary: 'A volume is filling up.',
    description:
      '{{ $labels.persistentvolumeclaim }} in {{ $labels.namespace }} has {{ $value | humanizePercentage }} left.',
  });
}

/** By whatever the installation calls nodes. */
function nodeOf(labels: Labels, world: World): string {
  const { conventions, nodes } = world;
  const { exported_node: exported } = labels;
  const instance = labels['instance']?.replace(/:\d+$/, '');
  const named = [exported, labels['node'], labels[conventions.nodeLabel ?? ''], instance];
  const node = named.flatMap(
    (text) => nodes.find(({ name, address }) => text === name || text === address) ?? [],
  )[0];
  if (!node) throw new Error(`no node in ${JSON.stringify(labels)}`);
  return nodeId(node);
}
