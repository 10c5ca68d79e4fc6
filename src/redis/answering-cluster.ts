import { Cluster, type Command } from 'ioredis';

type Rest = [stream?: Parameters<Cluster['sendCommand']>[1], node?: unknown];

/**
 * A cluster that fails at once while none of it is there. The client's own way to that, no queue at all, would also fail
 * what is sent to a master while the connection to it is being made, as it is at the first command and after a failover.
 */
export class AnsweringCluster extends Cluster {
  override sendCommand(command: Command, ...rest: Rest): unknown {
    // Those of the client itself, which find out whether the cluster is there.
    if (this.status === 'ready' || command.name === 'cluster') return super.sendCommand(command, ...rest);
    command.reject(new Error('Connection is closed.'));
    return command.promise;
  }
}
