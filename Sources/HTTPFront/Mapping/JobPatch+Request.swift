// An edit from the wire: absent leaves alone, null goes back to the default.

import JobCore
import JobWire

extension JobPatch {
  init(_ request: PatchRequest) {
    self.init()
    name = Edit(request.name)
    priority = request.priority.given
    queue = request.queue.given
    switch request.runAt {
    case .absent: break
    case .null: start = .now
    case .value(let time): start = .at(Timestamp(time))
    }
    switch request.tags {
    case .absent: break
    case .null: tags = [:]
    case .value(let given): tags = given
    }
    timeoutMicros = Edit(request.timeout) { $0.micros }
    deadline = Edit(request.deadline) { Timestamp($0) }
    switch request.retry {
    case .absent: break
    case .null: retry = RetryRule()
    case .value(let spec): retry = RetryRule(spec)
    }
    switch request.after {
    case .absent: break
    case .null: after = []
    case .value(let parents): after = parents.map { Dependency($0) }
    }
  }
}

extension Edit {
  init?<Wire>(_ field: PatchField<Wire>, _ convert: (Wire) -> Value) {
    switch field {
    case .absent: return nil
    case .null: self = .clear
    case .value(let value): self = .set(convert(value))
    }
  }

  init?(_ field: PatchField<Value>) {
    self.init(field) { $0 }
  }
}

extension PatchField {
  /// The value, for fields that have no null.
  fileprivate var given: Value? {
    if case .value(let value) = self { value } else { nil }
  }
}
