// What jobs made comes whole, and where it cannot, somebody says so.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct WholeResultTests {
  private static let size = 3 << 20
  private let write = "head -c \(Self.size) /dev/zero | tr '\\0' x"

  @Test func longOutputIsPrintedToItsEnd() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell(write)
    _ = try await daemon.finished(id)
    let result = try await daemon.jobctl("result", "\(id)")
    #expect(result.status == 0 && result.output.utf8.count == Self.size && result.errors.isEmpty, "\(result.errors)")
    let waited = try await daemon.jobctl("wait", "\(id)", "\(id)", "--results")
    #expect(waited.status == 0 && waited.output.utf8.count == 2 * Self.size && waited.errors.isEmpty)
    let map = try await daemon.jobctl("map", "--results", "sh", "-c", write, ":::", "a", "b")
    #expect(map.status == 0 && map.output.utf8.count == 2 * Self.size, "\(map.errors)")
    let batch = try await daemon.jobctl("batch", "results", "1", "--json")
    let entries = try JSONReader.parse(batch.output).arrayValue ?? []
    #expect(entries.map { $0.string("result")?.utf8.count } == [Self.size, Self.size])
    #expect(entries.allSatisfy { $0["truncated"]?.boolValue == false } && batch.errors.isEmpty, "\(batch.errors)")
  }

  @Test func whatCannotBeHadIsNamedAFewTimesAndThenCounted() async throws {
    let daemon = try await Daemon()
    let map = try await daemon.jobctl(
      "map", "--results", "sh", "-c", "(\(write)) > $JOBD_RESULT", ":::", "1", "2", "3", "4", "5", "6", "7")
    #expect(map.status == 0 && map.output.utf8.count == 7 << 20)
    #expect(map.errors.components(separatedBy: "these are the first 1048576 of the \(Self.size) bytes").count == 6)
    #expect(map.errors.contains("2 more results are only the beginning"), "\(map.errors)")
    let one = try await daemon.jobctl("result", "1")
    #expect(one.status == 0 && one.output.utf8.count == 1 << 20)
    #expect(one.errors.contains("$JOBD_PARENT_1_RESULT") && !one.errors.contains("--stdout"), "\(one.errors)")
    // As it says: a follow-up has it all.
    let follow = try await daemon.jobctl("run", "--after", "1", "--shell", "wc -c < $JOBD_PARENT_1_RESULT")
    #expect(follow.output.trimmingCharacters(in: .whitespacesAndNewlines) == "\(Self.size)", "\(follow)")
  }

  @Test func outputWithoutItsMiddleIsNoWhole() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.shell(write, #""log_limit":65536"#)
    #expect(try await daemon.finished(id).value("log")?["truncated"]?.boolValue == true)
    let result = try await daemon.jobctl("result", "\(id)")
    #expect(result.status == 0 && result.output.utf8.count < 65_536, "\(result.output.utf8.count)")
    #expect(result.errors.contains("`jobctl logs \(id)` has the beginning and the end"), "\(result.errors)")
  }
}
