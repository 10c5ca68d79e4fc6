import { KubeConfig } from '@kubernetes/client-node';

import { ConfigError, messageOf } from '../../errors.ts';
import { codeOf } from '../error-code.ts';

/** Finds the cluster as kubectl does: KUBECONFIG, `~/.kube/config`, then the service account of the pod. */
export function findCluster(): KubeConfig {
  const kubeConfig = new KubeConfig();
  try {
    kubeConfig.loadFromDefault();
  } catch (error) {
    throw unreadable(error);
  }
  checkCluster(kubeConfig);
  return kubeConfig;
}

/** Throws a ConfigError unless requests could be sent to the current context's cluster. */
export function checkCluster(kubeConfig: KubeConfig): void {
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null || kubeConfig.getCurrentUser() === null) {
    throw new ConfigError('the kubeconfig has no current context with a cluster and a user', {
      advice: 'Choose one with kubectl config use-context NAME.',
    });
  }
  if (isFallback(kubeConfig)) throw nothingConfigured();
  try {
    kubeConfig.createDispatcherOptions(cluster, {});
  } catch (error) {
    throw new ConfigError(`the kubeconfig's cluster ${cluster.name} cannot be used: ${messageOf(error)}`, {
      advice: 'Give it an https server, or set insecure-skip-tls-verify for one that has none.',
    });
  }
}

/** The namespace of the current context, which in a pod is the pod's own. */
export function namespaceOf(kubeConfig: KubeConfig): string {
  const context = kubeConfig.getContextObject(kubeConfig.getCurrentContext());
  return context?.namespace?.trim() || 'default';
}

// Where it finds nothing, loadFromDefault silently makes up a cluster on this machine. Storms would then be retried for
// ever against a server that nobody has.
function isFallback(kubeConfig: KubeConfig): boolean {
  const { server } = kubeConfig.getCurrentCluster() ?? {};
  return kubeConfig.getCurrentContext() === 'loaded-context' && server === 'http://localhost:8080';
}

function nothingConfigured(): ConfigError {
  return new ConfigError('the kubernetes sink finds no cluster', {
    advice:
      'Run Stormfold in a pod with a service account, or set KUBECONFIG to a kubeconfig file; ' +
      'STORMFOLD_SINK=directory writes files instead.',
  });
}

// Without the parser's own words: they quote the lines around the fault, and those may hold a token.
function unreadable(error: unknown): ConfigError {
  const code = codeOf(error);
  return new ConfigError(`the kubeconfig cannot be read${code === undefined ? '' : `: ${code}`}`, {
    advice: 'See that KUBECONFIG (or ~/.kube/config) names a file that kubectl config view can read.',
  });
}
