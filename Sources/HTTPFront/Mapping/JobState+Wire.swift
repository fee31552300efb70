// The states, named on both sides.

import JobCore
import JobWire

extension WireJobState {
  init(_ state: JobState) {
    switch state {
    case .held: self = .held
    case .scheduled: self = .scheduled
    case .blocked: self = .blocked
    case .queued: self = .queued
    case .running: self = .running
    case .retrying: self = .retrying
    case .succeeded: self = .succeeded
    case .failed: self = .failed
    case .cancelled: self = .cancelled
    case .skipped: self = .skipped
    }
  }
}

extension JobState {
  init(_ state: WireJobState) {
    switch state {
    case .held: self = .held
    case .scheduled: self = .scheduled
    case .blocked: self = .blocked
    case .queued: self = .queued
    case .running: self = .running
    case .retrying: self = .retrying
    case .succeeded: self = .succeeded
    case .failed: self = .failed
    case .cancelled: self = .cancelled
    case .skipped: self = .skipped
    }
  }
}

extension StateCounts {
  init(_ counts: [JobState: Int]) {
    self.init(Dictionary(uniqueKeysWithValues: counts.map { (WireJobState($0.key), $0.value) }))
  }
}
