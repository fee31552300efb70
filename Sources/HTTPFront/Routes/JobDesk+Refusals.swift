// What a refusal is about, looked up afterwards: the engine says what is wrong, and not always what stands behind it.

import JobCore
import JobWire

extension JobDesk {
  /// With why a batch takes no more jobs, and with the parent that is not there, of those in `after`.
  func explained(_ fault: HTTPFault, _ after: [Dependency] = []) async -> HTTPFault {
    // If it cannot be looked up, that it was refused is true all the same.
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

  /// The parent that is complained about, if it is not there. That is the only complaint then.
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
