// Unique keys and limits by key, in their two forms.

import JobCore
import JobWire

extension UniqueRule {
  init(_ spec: UniqueSpec) {
    self.init(key: spec.key, onConflict: Conflict(spec.onConflict ?? .reject), forMicros: spec.keptFor?.micros)
  }
}

extension UniqueSpec {
  init(_ rule: UniqueRule) {
    self.init(
      key: rule.key, onConflict: UniqueConflict(rule.onConflict),
      keptFor: rule.forMicros.map { WireDuration(micros: $0) })
  }
}

extension UniqueRule.Conflict {
  fileprivate init(_ conflict: UniqueConflict) {
    switch conflict {
    case .reject: self = .reject
    case .return: self = .return
    case .replace: self = .replace
    }
  }
}

extension UniqueConflict {
  fileprivate init(_ conflict: UniqueRule.Conflict) {
    switch conflict {
    case .reject: self = .reject
    case .return: self = .return
    case .replace: self = .replace
    }
  }
}

extension LimitRule {
  init(_ spec: LimitSpec) {
    self.init(key: spec.key, max: spec.max)
  }
}

extension LimitSpec {
  init(_ rule: LimitRule) {
    self.init(key: rule.key, max: rule.max)
  }
}
