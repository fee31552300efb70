// A filter that finds nothing because what it names is not there is a typing error, and in a script it would look as if
// all had ended well.

import JobClient
import JobWire

/// Refuses filters for what does not exist.
enum KnownNames {
  /// For a filter that has found nothing, or is about to be followed.
  static func check(_ filter: JobFilterWire, _ client: JobClient) async throws {
    if let queue = filter.queue { try await check(queue: queue, client) }
    if let batch = filter.batch { _ = try await client.batch(batch) }
  }

  /// - Errors: status 3 with the name that was probably meant.
  static func check(queue: String, _ client: JobClient) async throws {
    let names: [String]
    do throws(ClientError) {
      names = try await client.queues().map(\.name)
    } catch {
      // Who may not look at queues cannot be told.
      if ExitStatus(error) == .notAllowed { return }
      throw error
    }
    if names.contains(queue) { return }
    throw CommandFailure(
      .noSuchJob, "There is no queue \"\(DisplayWidth.printable(queue))\".", hint: hint(queue, names))
  }

  static func hint(_ queue: String, _ names: [String]) -> String {
    let list = "See which queues there are with `jobctl queue list`."
    return NameHint.closest(to: queue, among: names).map { "Did you mean \($0)? \(list)" } ?? list
  }
}
