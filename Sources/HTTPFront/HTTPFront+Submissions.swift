// Reads submissions that reach the engine on other ways than over HTTP: the follow-ups of worker processes.

package import JobCore
import JobWire

extension HTTPFront {
  /// Reads a submission as `POST /v1/jobs` takes it. The engine fills in who submits it.
  package static let submissionParser: SubmissionParser = { json in
    do throws(WireDecodeError) {
      let request = try SubmitRequest(jsonBytes: json)
      do throws(HTTPFault) {
        return .success(try NewJob(request, by: nil))
      } catch {
        guard case .invalid(let problems) = error else {
          return .failure(SubmissionFault(message: Problem(error).detail))
        }
        return .failure(SubmissionFault(message: WireDecodeError.fields(problems).description))
      }
    } catch {
      return .failure(SubmissionFault(message: "\(error)"))
    }
  }
}
