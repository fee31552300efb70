// What a verb over one job came to, for all verbs alike.

/// A verb on one job: done, or why not.
enum VerbAnswer<Value: Sendable>: Sendable {
  case done(Value)
  case notFound
  case invalidState(JobState)
  /// The attempt has run for longer already than the new timeout.
  case timePassed(ranMicros: Int64)
  /// So many attempts have been used already as the new rule would allow, or more.
  case attemptsUsed(Int)
  /// It is not any more as it was seen.
  case changedMeanwhile
  /// Another job has its unique key.
  case duplicate(key: String, holder: JobID)
  /// A follow-up that has not ended may still want it.
  case needed(by: JobID)
  /// The queue in which it would wait has no room.
  case queueFull(name: String, max: Int)
  case invalid([FieldFault])
  /// Its batch is being cancelled, and would end it again.
  case batchCancelling(BatchID)

  /// The same answer with something else to show for what was done.
  func map<Other>(
    _ show: (Value) throws(StoreError) -> Other
  ) throws(StoreError) -> VerbAnswer<Other> {
    switch self {
    case .done(let value): .done(try show(value))
    case .notFound: .notFound
    case .invalidState(let state): .invalidState(state)
    case .timePassed(let ran): .timePassed(ranMicros: ran)
    case .attemptsUsed(let count): .attemptsUsed(count)
    case .changedMeanwhile: .changedMeanwhile
    case .duplicate(let key, let holder): .duplicate(key: key, holder: holder)
    case .needed(let child): .needed(by: child)
    case .queueFull(let name, let max): .queueFull(name: name, max: max)
    case .invalid(let faults): .invalid(faults)
    case .batchCancelling(let batch): .batchCancelling(batch)
    }
  }
}
