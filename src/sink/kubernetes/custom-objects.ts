import {
  CustomObjectsApi,
  type KubeConfig,
  ServerConfiguration,
  createConfiguration,
} from '@kubernetes/client-node';

import { CallTeller } from './api-call.ts';
import type { Transport } from './transport.ts';

// makeApiClient would do the same, with no place for a middleware that sees every request.
/** The client for custom resources, whose requests go by the given transport. */
export function customObjectsApi(kubeConfig: KubeConfig, transport: Transport): CustomObjectsApi {
  const server = kubeConfig.getCurrentCluster()?.server ?? '';
  return new CustomObjectsApi(
    createConfiguration({
      baseServer: new ServerConfiguration(server, {}),
      authMethods: { default: kubeConfig },
      promiseMiddleware: [transport, new CallTeller()],
    }),
  );
}
