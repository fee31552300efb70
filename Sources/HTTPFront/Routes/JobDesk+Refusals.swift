// What a refusal is about, looked up afterwards: the engine says what is wrong, but not always why.

import JobCore
import JobWire

extension JobDesk {
  /// The fault, with why a batch takes no more jobs, or with the parent in `after` that is not there.
  func explained(_ fault: HTTPFault, _ after: [Dependency] = []) async -> HTTPFault {
    // If that cannot be looked up, the refusal stands as it is.
    do throws(JobError) {
      switch fault {
      case .submit(.batchClosed(let id)): return .closedBatch(try await queue.batch(id))
      case .submit(.invalid(let faults, _)), .job(.invalid(let faults)):
        guard let parent = try await missing(faults, after) else { return fault }
        return .noParent(parent, faults.map { FieldProblem(field: $0.field, detail: $0.detail) })
      default: return fault
      }
    } catch {
      return fault
    }
  }

  /// The parent that the fault is about, if it is not there. Then there is no other fault.
  private func missing(_ faults: [FieldFault], _ after: [Dependency]) async throws(JobError) -> ProblemSubject? {
    guard faults.count == 1, let fault = faults.first, fault.field.hasPrefix("after["),
      let named = after.enumerated().first(where: { fault.field.hasPrefix("after[\($0.offset)].") })
    else { return nil }
    switch named.element.parent {
    case .job(let id): return try await queue.realms(of: [id]).isEmpty ? .job(id.value) : nil
    case .batch(let id):
      do throws(JobError) {
        _ = try await queue.batch(id)
        return nil
      } catch {
        guard case .noSuchBatch = error else { throw error }
        return .batch(id.value)
      }
    }
  }
}
