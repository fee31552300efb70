// A refusal is small, whatever it refuses.

import JobCore
import JobWire

extension Problem {
  /// Characters of a problem's `detail`: the longest of our own sentences, and what they quote.
  private static let detailScalarsMax = 1_000
  /// Characters of one field's path (follow-ups may be nested `Limits.thenDepthMax` deep) and of what is said of it.
  private static let fieldScalarsMax = 1_200
  private static let fieldDetailScalarsMax = 500

  /// With no more faults, and no longer ones, than somebody reads.
  var bounded: Problem {
    var problem = self
    problem.detail = detail.clipped(to: Self.detailScalarsMax)
    problem.errors = errors.prefix(WireLimits.problemsMax).map { error in
      FieldProblem(
        field: error.field.clipped(to: Self.fieldScalarsMax),
        detail: error.detail.clipped(to: Self.fieldDetailScalarsMax))
    }
    // No queue and no schedule has a longer name.
    switch subject {
    case .queue(let name): problem.subject = .queue(name.clipped(to: Limits.nameBytesMax))
    case .schedule(let name): problem.subject = .schedule(name.clipped(to: Limits.nameBytesMax))
    default: break
    }
    return problem
  }
}
