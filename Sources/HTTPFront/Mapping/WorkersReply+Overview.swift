// Workers on the wire.

import JobCore
import JobWire

extension WorkersReply {
  init(_ overview: WorkerOverview) {
    self.init(
      workers: overview.workers.map { WorkerView($0) }, handlers: overview.handlers.map { WorkerHandlerView($0) })
  }
}

extension WorkerView {
  init(_ status: WorkerStatus) {
    self.init(
      handler: status.handler, pid: status.pid.map(Int64.init), state: status.state.rawValue,
      jobs: status.jobs.map(\.value), jobsDone: status.jobsDone, startedAt: WireTime(status.startedAt),
      rssBytes: status.rssBytes)
  }
}

extension WorkerHandlerView {
  init(_ status: WorkerHandlerStatus) {
    self.init(
      handler: status.handler, processes: status.processes, concurrency: status.concurrency, starts: status.starts,
      jobsDone: status.jobsDone, down: status.isDown, downUntil: status.downUntil.map { WireTime($0) },
      lastFailure: status.lastFailure)
  }
}
