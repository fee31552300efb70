// Conditions on the end of a job and what they hang on: a parent, a callback; the same words on both sides.

import JobCore
import JobWire

extension EndCondition {
  init(_ condition: WireCondition) {
    switch condition {
    case .success: self = .success
    case .failure: self = .failure
    case .any: self = .any
    }
  }
}

extension WireCondition {
  init(_ condition: EndCondition) {
    switch condition {
    case .success: self = .success
    case .failure: self = .failure
    case .any: self = .any
    }
  }
}

extension Dependency {
  init(_ spec: AfterSpec) {
    self.init(Parent(spec.parent), on: spec.on.map { EndCondition($0) } ?? .success)
  }
}

extension AfterSpec {
  init(_ dependency: Dependency) {
    self.init(WireParent(dependency.parent), on: WireCondition(dependency.on))
  }
}

extension Parent {
  fileprivate init(_ parent: WireParent) {
    switch parent {
    case .job(let id): self = .job(JobID(id))
    case .batch(let id): self = .batch(BatchID(id))
    }
  }
}

extension WireParent {
  init(_ parent: Parent) {
    switch parent {
    case .job(let id): self = .job(id.value)
    case .batch(let id): self = .batch(id.value)
    }
  }
}
