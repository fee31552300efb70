// What keeps a job from running, in a sentence.

import JobCore

extension Blocker {
  /// What is in the way, by name.
  var text: String {
    switch cause {
    case .held: "held until somebody releases it"
    case .paused(isRunning: false): "paused until somebody resumes it"
    case .paused(isRunning: true): "it stands still until somebody resumes it"
    case .allPaused: "everything is paused"
    case .delay(let isRetry): isRetry ? "waits before its next attempt" : "its time has not come"
    case .job(let id, let state, let condition):
      "waits for \(condition.ending) of job \(id), which is \(state?.name ?? "gone")"
    case .batch(let id, let ended, let size, let isOpen, let condition):
      "waits for \(condition.ending) of batch \(id): \(ended) of \(size) ended\(isOpen ? " and still open" : "")"
    case .queuePaused(let queue): "queue \(queue) is paused"
    case .queueSlots(let queue, let used, let slots, let needed):
      "queue \(queue): \(used) of \(slots) slots taken, it needs \(needed)"
    case .daemonSlots(let free, let needed): "\(free) of the daemon's slots are free, it needs \(needed)"
    case .limit(let key, let running, let max, let holder):
      Self.limitText(key, running, max) + (holder.map { ", job \($0)\(running > 1 ? " and others" : "")" } ?? "")
    case .limitLine(let key): "limit \"\(key)\": other jobs with this key are ahead of it"
    case .rate(let queue): "the rate of queue \(queue) is used up"
    case .ahead(let id, let need): "job \(id) is ahead of it and waits for \(need.text)"
    case .draining: "jobd is drained or stopping: no job starts"
    case .noWorker(let handler, let queue, let since):
      "no worker has asked for \"\(handler)\" in queue \(queue) since \(since?.secondsText ?? "jobd was started")"
    case .handlerDown(let handler, let failure): "handler \(handler) is down: \(failure ?? "its workers fail")"
    case .workerStarting(let handler): "a worker of \(handler) is being started"
    case .workerMissing(let handler): "handler \(handler) has no worker yet"
    case .workersBusy(let handler, 1): "the only worker of \(handler) is busy"
    case .workersBusy(let handler, let count): "all \(count) workers of \(handler) are busy"
    case .threadsBusy(let pool, let count): "all \(count) threads of pool \(pool) are busy"
    case .threadsStuck(let pool, let count):
      "pool \(pool) is exhausted: \(count) handlers did not end when told to, and hold its threads"
    case .hostHeld(let origin): "\(origin) asked to be left alone"
    case .hostReturning(let origin): "\(origin) was held and gets a few requests at a time"
    }
  }
}

extension Blocker {
  /// Without who they are.
  static func limitText(_ key: String, _ running: Int, _ max: Int) -> String {
    "limit \"\(key)\": \(running) of \(max) running"
  }
}

extension Blocker.Need {
  fileprivate var text: String {
    switch self {
    case .queueSlots(let queue, let count): "\(count) slots of queue \(queue)"
    case .daemonSlots(let count): "\(count) of the daemon's slots"
    case .rate(let queue): "the rate of queue \(queue)"
    }
  }
}

extension EndCondition {
  fileprivate var ending: String {
    self == .any ? "the end" : "the \(name)"
  }
}
