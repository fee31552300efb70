// Workers on the wire.

import JobCore
import JobWire

extension WorkersReply {
  init(_ overview: WorkerOverview) {
    self.init(
      workers: overview.workers.map { WorkerView($0) }, handlers: overview.handlers.map { WorkerHandlerView($0) })
  }
}

extension WorkersReply {
  /// A reader who sees only part of the jobs is not told of the others: neither which run where, nor how many did, nor
  /// what a worker that failed has printed, which may be about any job.
  ///
  /// - Parameters:
  ///   - visible: the jobs that the reader sees.
  ///   - seesHandlers: whether jobs of handlers may be among them.
  mutating func show(only visible: Set<JobID>, handlers seesHandlers: Bool) {
    for index in workers.indices {
      workers[index].jobs.removeAll { !visible.contains(JobID($0)) }
      workers[index].jobsDone = nil
    }
    workers.removeAll { $0.jobs.isEmpty }
    if !seesHandlers { handlers = [] }
    for index in handlers.indices {
      (handlers[index].starts, handlers[index].jobsDone, handlers[index].lastFailure) = (nil, nil, nil)
    }
    // Of these it has claimed all itself, but its limits may have changed since.
    for index in remote.indices { remote[index].jobs.removeAll { !visible.contains(JobID($0)) } }
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
