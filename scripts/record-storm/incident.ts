import { deadNode, podsOf } from './cluster.ts';
import {
  kubeletUnreachable,
  nodeFlapping,
  nodeNotReady,
  nodePressure,
  nodeUnreachable,
  onHost,
  volumeBroken,
} from './nodes.ts';
import { containerWaiting, crashLooping, podNotReady, throttled } from './pods.ts';
import { clusterWide, heartbeats, targetDown } from './rest.ts';
import { type ScriptedAlert, at } from './scripted.ts';
import {
  budgetBroken,
  daemonSetStuck,
  deploymentShort,
  jobFailed,
  quotaAlmostFull,
  rolloutStuck,
  scaledOut,
  statefulSetShort,
  volumeFilling,
} from './workloads.ts';

/** When the recording ends: what fires until the end was sent several times by then. */
export const incidentMs = 50_000;

/**
 * A node dies, and with it the only ready replica of a shop's database. Everything that needs either breaks; when the
 * node is back, part of it heals, and two pods crash again.
 */
export function incident(): ScriptedAlert[] {
  return [...heartbeats(), ...theNode(), ...theShop(), ...theCheckout(), ...billing(), ...theOtherNodes()];
}

const backS = 36;

function theNode(): ScriptedAlert[] {
  return [
    nodeNotReady(deadNode, at(0.5, backS)),
    nodeUnreachable(deadNode, at(1, backS)),
    kubeletUnreachable(deadNode, at(1, backS)),
    nodeFlapping(deadNode, at(22)),
    targetDown('kube-system', 'kubelet', 'obs-kubelet', at(1, backS)),
    targetDown('observability', 'node-exporter', 'obs-node-exporter', at(1, backS)),
    daemonSetStuck('kube-system', 'net-agent', at(6)),
    daemonSetStuck('kube-system', 'csi-disk-node', at(6)),
    volumeBroken('local-nvme-3-0', at(5)),
    statefulSetShort('observability', 'log-store', at(5)),
  ];
}

function theShop(): ScriptedAlert[] {
  const storefront = podsOf('storefront', 6);
  return [
    ...podsOf('cart', 3).map((pod) => podNotReady('shop', pod, at(2))),
    ...storefront.slice(0, 4).map((pod) => podNotReady('shop', pod, at(2, 38))),
    ...podsOf('search', 2).map((pod) => podNotReady('shop', pod, at(2))),
    ...['cart', 'storefront', 'search'].map((name) => deploymentShort('shop', name, at(4))),
    ...podsOf('cart-warmup', 3).map((pod) => containerWaiting('shop', pod, 'warmup', at(8))),
    ...storefront.slice(4).map((pod) => throttled('shop', pod, 'web', at(14))),
    statefulSetShort('shop', 'orders-db', at(3)),
    budgetBroken('shop', 'orders-db', at(3)),
    volumeFilling('shop', 'wal-orders-db-1', 'warning', at(16)),
    volumeFilling('shop', 'wal-orders-db-1', 'critical', at(23)),
    scaledOut('shop', 'storefront', at(15)),
    scaledOut('shop', 'search', at(15)),
    quotaAlmostFull('shop', 'shop-compute', at(18)),
    targetDown('shop', 'orders-db-exporter', 'orders-db-exporter', at(3)),
  ];
}

/** The storm that gave the tool its reason: fifteen pods of one Deployment that can't reach their database. */
function theCheckout(): ScriptedAlert[] {
  const firings = (i: number) => [
    at(5 + 0.55 * i, i < 6 ? backS + 1 + 0.2 * i : undefined),
    ...(i < 2 ? [at(45 + 0.1 * i)] : []),
  ];
  return [
    ...podsOf('checkout', 15).map((pod, i) => crashLooping('shop', pod, 'checkout', ...firings(i))),
    deploymentShort('shop', 'checkout', at(12)),
    rolloutStuck('shop', 'checkout', at(20)),
    targetDown('shop', 'checkout', 'checkout', at(7)),
  ];
}

function billing(): ScriptedAlert[] {
  return [
    ...podsOf('ledger-api', 2).map((pod) => podNotReady('billing', pod, at(2))),
    ...podsOf('invoicer', 3).map((pod) => crashLooping('billing', pod, 'invoicer', at(9))),
    deploymentShort('billing', 'ledger-api', at(6)),
    deploymentShort('billing', 'invoicer', at(11)),
    jobFailed('billing', 'invoice-run-29318820', at(10)),
    jobFailed('billing', 'invoice-run-29318835', at(19)),
    targetDown('billing', 'ledger-api', 'ledger-api', at(4)),
  ];
}

const memoryHigh = {
  name: 'NodeMemoryHighUtilization',
  severity: 'warning',
  problem: 'is short of memory',
  expr: 'node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.1',
};
const saturated = {
  name: 'NodeSystemSaturation',
  severity: 'warning',
  problem: 'has more to run than it can',
  expr: 'node_load1 / count without (cpu, mode) (node_cpu_seconds_total{mode="idle"}) > 2',
};
const diskFull = (device: string, mountpoint: string) => ({
  name: 'NodeFilesystemAlmostOutOfSpace',
  severity: 'critical',
  more: { device, mountpoint, fstype: 'ext4' },
  problem: 'has a file system that is almost full',
  expr: 'node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.05',
});

/** They take over what ran on the dead one. */
function theOtherNodes(): ScriptedAlert[] {
  return [
    ...(['pool-a-0', 'pool-a-1', 'pool-a-2'] as const).map((node, i) => onHost(memoryHigh, node, at(10 + i))),
    ...(['pool-a-0', 'pool-a-1', 'pool-a-4'] as const).map((node) => onHost(saturated, node, at(14))),
    onHost(diskFull('/dev/nvme0n1p1', '/'), 'pool-a-1', at(13)),
    onHost(diskFull('/dev/nvme1n1', '/var/lib/volumes'), 'pool-a-1', at(13)),
    nodePressure('pool-a-1', at(12)),
    ...clusterWide(at(8)),
  ];
}
