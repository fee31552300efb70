// Says what is wrong with what a remote worker says of an end.

extension RemoteEnd {
  /// What is wrong with it; `nil` if it can be taken.
  package var fault: FieldFault? {
    switch self {
    case .completed(let result?) where result.count > Limits.resultBytesMax:
      FieldFault(field: "result", detail: "must have at most \(Limits.resultBytesMax) bytes")
    case .failed(let failure, _, _)
    where failure.message.utf8.count > Limits.errorMessageBytesMax
      || failure.code.utf8.count > Limits.errorCodeBytesMax || failure.code.isEmpty:
      FieldFault(
        field: "error",
        detail: "its message must have at most \(Limits.errorMessageBytesMax) bytes, its code 1 to "
          + "\(Limits.errorCodeBytesMax)")
    case .released(let micros) where micros > Limits.durationMicrosMax:
      FieldFault(field: "delay", detail: "is longer than ten years")
    case .completed, .failed, .released: nil
    }
  }
}
