// The rules for callbacks: what can never be called is refused when it is submitted.

extension FieldChecks {
  mutating func callbacks(_ callbacks: [Callback]) {
    if callbacks.count > Limits.callbacksMax {
      fault("callbacks", "must not be more than \(Limits.callbacksMax)")
    }
    for (index, one) in callbacks.prefix(Limits.callbacksMax).enumerated() {
      callback(one, field: "callbacks[\(index)].")
    }
  }

  /// Those of a queue, or of everybody, which are kept in memory.
  mutating func sharedCallbacks(_ callbacks: [Callback]) {
    self.callbacks(callbacks)
    if callbacks.reduce(0, { $0 + $1.keptBytes }) > Limits.queueCallbackBytesMax {
      fault("callbacks", "must have at most \(Limits.queueCallbackBytesMax) bytes in all URLs and commands together")
    }
  }

  /// - Parameter field: what the names of its fields begin with.
  mutating func callback(_ callback: Callback, field: String) {
    switch callback.target {
    case .url(let url):
      self.url(
        url, field + "url", bytesMax: Limits.callbackURLBytesMax, instead: "receivers check the signature instead")
    case .command(let argv):
      var inner = FieldChecks()
      inner.work(.exec(argv: argv))
      for found in inner.faults { fault(field + found.field, found.detail) }
    }
  }
}

extension DefaultCallbacks {
  /// All that is wrong with callbacks for every job; empty when they can be set.
  public static func faults(_ callbacks: [Callback]) -> [FieldFault] {
    var check = FieldChecks()
    check.sharedCallbacks(callbacks)
    return check.faults
  }
}

extension FieldFault {
  /// The next start would undo what is set beside the configuration.
  static var configuredCallbacks: FieldFault {
    FieldFault(
      field: "callbacks",
      detail: "are said by the configuration, which wins: change callbacks.default there, and start jobd anew")
  }
}
