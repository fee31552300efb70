// Remote workers on the wire.

import JobCore
import JobWire

extension RemoteWorkerView {
  init(_ worker: RemoteWorker) {
    let state = worker.jobCount > 0 ? "busy" : worker.waitingCount > 0 ? "waiting" : "away"
    self.init(
      name: worker.name, identity: worker.identity, state: state, handlers: worker.handlers, queues: worker.queues,
      waiting: worker.waitingCount, jobs: worker.jobs.map(\.value), jobCount: worker.jobCount,
      lastSeenAt: worker.lastSeenAt.map { WireTime($0) })
  }
}
