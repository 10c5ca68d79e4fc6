import { KubeConfig } from '@kubernetes/client-node';

import { ConfigError, codeOf, messageOf } from '../errors.ts';

/** Who looks for a cluster, and what can be set instead where there is none, as a sentence. */
export interface Seeker {
  readonly name: string;
  readonly otherwise: string;
}

/** Finds the cluster as kubectl does: KUBECONFIG, `~/.kube/config`, then the service account of the pod. */
export function findCluster(seeker: Seeker): KubeConfig {
  const kubeConfig = new KubeConfig();
  try {
    kubeConfig.loadFromDefault();
  } catch (error) {
    throw unreadable(error);
  }
  checkCluster(kubeConfig, seeker);
  return kubeConfig;
}

/** Throws a ConfigError unless requests could be sent to the current context's cluster. */
export function checkCluster(kubeConfig: KubeConfig, seeker: Seeker): void {
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null || kubeConfig.getCurrentUser() === null) {
    throw new ConfigError('the kubeconfig has no current context with a cluster and a user', {
      advice: 'Choose one with kubectl config use-context NAME.',
    });
  }
  if (isFallback(kubeConfig)) throw nothingConfigured(seeker);
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

function nothingConfigured({ name, otherwise }: Seeker): ConfigError {
  return new ConfigError(`${name} finds no cluster`, {
    advice:
      'Run Stormfold in a pod with a service account, or set KUBECONFIG to a kubeconfig file; ' + otherwise,
  });
}

// Without the parser's own words: they quote the lines around the fault, and those may hold a token.
function unreadable(error: unknown): ConfigError {
  const code = codeOf(error);
  return new ConfigError(`the kubeconfig cannot be read${code === undefined ? '' : `: ${code}`}`, {
    advice: 'See that KUBECONFIG (or ~/.kube/config) names a file that kubectl config view can read.',
  });
}
