// Pauses on the wire: one that is on, and what came of one.

import JobCore
import JobWire

extension PauseView {
  init(_ pause: Pause) {
    self.init(
      since: pause.since.map { WireTime($0) }, until: pause.until.map { WireTime($0) }, running: pause.stopsRunning)
  }
}

extension PauseReply {
  init(_ result: PauseResult) {
    self.init(
      paused: result.done.map(\.value), notPaused: result.left.map { LeftJobView($0) }, omitted: result.omittedCount)
  }
}

extension ResumeReply {
  init(_ result: PauseResult) {
    self.init(
      resumed: result.done.map(\.value), notResumed: result.left.map { LeftJobView($0) },
      omitted: result.omittedCount)
  }
}

extension LeftJobView {
  fileprivate init(_ job: PauseResult.LeftJob) {
    self.init(id: job.id.value, reason: job.reason.rawValue)
  }
}
