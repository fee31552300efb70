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
