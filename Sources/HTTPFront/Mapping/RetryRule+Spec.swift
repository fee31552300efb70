// The retry rule in its two forms.

import JobCore
import JobWire

extension RetryRule {
  /// What the spec does not say keeps its default.
  init(_ spec: RetrySpec) {
    self.init()
    if let count = spec.maxAttempts { maxAttempts = count }
    if let shape = spec.backoff { backoff = Backoff(shape) }
    if let initial = spec.initial { initialMicros = initial.micros }
    if let max = spec.max { maxMicros = max.micros }
    if let factor = spec.multiplier { multiplier = factor }
    if let share = spec.jitter { jitter = share }
    on = (spec.on ?? []).map { RetryCondition($0) }
    notOn = (spec.notOn ?? []).map { RetryCondition($0) }
  }
}

extension RetrySpec {
  /// With every default written out.
  init(_ rule: RetryRule) {
    self.init(
      maxAttempts: rule.maxAttempts, backoff: BackoffShape(rule.backoff),
      initial: WireDuration(micros: rule.initialMicros),
      max: WireDuration(micros: rule.maxMicros), multiplier: rule.multiplier, jitter: rule.jitter,
      on: rule.on.isEmpty ? nil : rule.on.map { RetryMatch($0) },
      notOn: rule.notOn.isEmpty ? nil : rule.notOn.map { RetryMatch($0) })
  }
}

extension Backoff {
  fileprivate init(_ shape: BackoffShape) {
    switch shape {
    case .exponential: self = .exponential
    case .linear: self = .linear
    case .constant: self = .constant
    }
  }
}

extension BackoffShape {
  fileprivate init(_ backoff: Backoff) {
    switch backoff {
    case .exponential: self = .exponential
    case .linear: self = .linear
    case .constant: self = .constant
    }
  }
}

extension RetryCondition {
  fileprivate init(_ match: RetryMatch) {
    switch match {
    case .exitCode(let code): self = .exitCode(Int32(clamping: code))
    case .reason(let word): self = .reason(word)
    }
  }
}

extension RetryMatch {
  fileprivate init(_ condition: RetryCondition) {
    switch condition {
    case .exitCode(let code): self = .exitCode(Int(code))
    case .reason(let word): self = .reason(word)
    }
  }
}
