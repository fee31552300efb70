// What the word of somebody elsewhere means for the attempt.

extension RemoteEnd {
  var outcome: Outcome {
    switch self {
    case .completed(let result): .returned(result: result)
    case .failed(let failure, _, true): .threw(failure)
    case .failed(let failure, _, false): .discarded(failure)
    case .released(let micros): .released(delayMicros: micros)
    }
  }
}
