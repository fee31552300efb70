// What a pool says about itself, and about a job that waits for it.

extension WorkerPool {
  var handlerStatus: WorkerHandlerStatus {
    let pause = pauseLeftMicros
    return WorkerHandlerStatus(
      handler: handler, processes: settings.processes, concurrency: settings.concurrency, starts: startsTotal,
      jobsDone: jobsTotal, isDown: hopeless != nil || pause != nil,
      downUntil: pause.map { surroundings.clock.now().advanced(byMicros: $0) },
      lastFailure: hopeless ?? lastFailure?.text)
  }

  var workerStatuses: [WorkerStatus] {
    workers.values.sorted { $0.number < $1.number }.map { worker in
      WorkerStatus(
        handler: handler, pid: worker.process?.pid, state: WorkerStatus.State(worker.phase),
        jobs: worker.attempts.values.map(\.attempt.job).sorted(), jobsDone: worker.jobsDone,
        startedAt: worker.startedAt, rssBytes: worker.residentBytes)
    }
  }

  /// What is in the way of a queued job of this handler, if anything is.
  var blocker: Blocker? {
    let able = workers.values.filter { isReady($0) }
    if able.contains(where: { $0.attempts.count + $0.waiting.count < settings.concurrency }) { return nil }
    if let hopeless { return Blocker(.handlerDown(handler: handler, failure: hopeless)) }
    if able.isEmpty, let pause = pauseLeftMicros {
      let until = surroundings.clock.now().advanced(byMicros: pause)
      return Blocker(.handlerDown(handler: handler, failure: lastFailure?.line), until: until)
    }
    if workers.values.contains(where: { $0.phase == .starting }) { return Blocker(.workerStarting(handler: handler)) }
    if able.isEmpty { return Blocker(.workerMissing(handler: handler)) }
    return Blocker(.workersBusy(handler: handler, count: able.count))
  }

  private var pauseLeftMicros: Int64? {
    let now = LoopClock.now()
    guard hopeless == nil, let until = backoff.untilMicros, until > now else { return nil }
    return until - now
  }
}

extension WorkerStatus.State {
  init(_ phase: WorkerPhase) {
    switch phase {
    case .starting: self = .starting
    case .idle: self = .idle
    case .busy: self = .busy
    case .stopping: self = .stopping
    }
  }
}
