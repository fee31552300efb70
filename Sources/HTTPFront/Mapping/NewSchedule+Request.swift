// Schedules from the wire and on it.

import JobCore
import JobWire

extension NewSchedule {
  /// - Parameter stored: what the masks in it stand for.
  init(_ request: ScheduleRequest, over stored: Schedule? = nil, by sender: Identity) throws(HTTPFault) {
    var submission = request.job
    if let stored { submission.unmask(from: stored.spec.job, callbacks: stored.spec.job.callbacks) }
    let job = try NewJob(submission, by: sender, path: "job.")
    // Exactly one of the two is there: the wire type has seen to it.
    let timing: Timing = request.cron.map { .cron($0) } ?? .every(micros: request.every?.micros ?? 0)
    self.init(timing, job: job)
    if let zone = request.timezone { timeZone = zone }
    if let overlap = request.overlap { self.overlap = Overlap(overlap) }
    if let catchUp = request.catchUp { self.catchUp = CatchUp(catchUp) }
    jitterMicros = request.jitter?.micros ?? 0
    isPaused = request.paused ?? false
  }
}

extension ScheduleView {
  /// - Parameter isRevoked: who set it may submit nothing any more. That is so now, and not as it was at the last due time.
  init(_ schedule: Schedule, inputBytes: [Int: Int] = [:], isRevoked: Bool, for sight: URLSight) {
    let spec = schedule.spec
    var schedule = schedule
    if isRevoked {
      schedule.refusal = spec.job.submitter.map { Schedule.revoked($0) }
    } else if schedule.wasRevoked {
      schedule.refusal = nil
    }
    // Of one that cannot be read nothing is known.
    let job = spec.job.fault == nil ? SpecView.json(of: spec.job, inputBytes: inputBytes, for: sight) : .object([])
    self.init(
      name: schedule.name, timezone: spec.timeZone, job: job,
      overlap: OverlapRule(spec.overlap), catchUp: CatchUpRule(spec.catchUp),
      jitter: WireDuration(micros: spec.jitterMicros), paused: spec.isPaused, createdAt: WireTime(schedule.createdAt),
      updatedAt: WireTime(schedule.updatedAt), nextAt: schedule.nextAt.map { WireTime($0) },
      lastAt: schedule.lastAt.map { WireTime($0) }, lastJob: schedule.lastJob?.value, fired: schedule.firedCount,
      skipped: schedule.skippedCount,
      fault: schedule.fault, submittedBy: spec.job.submittedBy, revoked: isRevoked)
    switch spec.timing {
    case .cron(let text): cron = text
    case .every(let micros): every = WireDuration(micros: micros)
    }
  }
}

extension ScheduleView {
  /// For events, which show no more than a table does: not what it submits.
  init(toldOf schedule: Schedule) {
    let spec = schedule.spec
    self.init(
      name: schedule.name, timezone: spec.timeZone, job: .object([]), overlap: OverlapRule(spec.overlap),
      catchUp: CatchUpRule(spec.catchUp), jitter: WireDuration(micros: spec.jitterMicros), paused: spec.isPaused,
      createdAt: WireTime(schedule.createdAt), updatedAt: WireTime(schedule.updatedAt),
      nextAt: schedule.nextAt.map { WireTime($0) }, lastAt: schedule.lastAt.map { WireTime($0) },
      lastJob: schedule.lastJob?.value, fired: schedule.firedCount, skipped: schedule.skippedCount,
      fault: schedule.fault, submittedBy: spec.job.submittedBy, revoked: schedule.wasRevoked)
    switch spec.timing {
    case .cron(let text): cron = text
    case .every(let micros): every = WireDuration(micros: micros)
    }
  }
}

extension NewSchedule.Overlap {
  fileprivate init(_ rule: OverlapRule) {
    switch rule {
    case .skip: self = .skip
    case .queue: self = .queue
    case .cancel: self = .cancel
    }
  }
}

extension OverlapRule {
  fileprivate init(_ overlap: NewSchedule.Overlap) {
    switch overlap {
    case .skip: self = .skip
    case .queue: self = .queue
    case .cancel: self = .cancel
    }
  }
}

extension NewSchedule.CatchUp {
  fileprivate init(_ rule: CatchUpRule) {
    switch rule {
    case .none: self = .none
    case .one: self = .one
    case .all: self = .all
    }
  }
}

extension CatchUpRule {
  fileprivate init(_ catchUp: NewSchedule.CatchUp) {
    switch catchUp {
    case .none: self = .none
    case .one: self = .one
    case .all: self = .all
    }
  }
}
