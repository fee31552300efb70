// `jobctl batch list`: batches as a table.

import ArgumentParser
import JobClient
import JobWire

struct BatchListCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List batches, newest first.", discussion: "  jobctl batch list --limit 20")

  @Option(help: ArgumentHelp("Show at most this many. Default: 100.", valueName: "count"))
  var limit = ListRequest.limitDefault

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if limit < 1 { throw ValidationError("--limit must be at least 1.") }
  }

  func run() async throws {
    try await global.withClient { client in
      var whole = BatchPage(batches: [])
      var trail = PageTrail(client)
      repeat {
        let size = min(ListRequest.limitMax, limit - whole.batches.count)
        let page = try await client.batches(limit: size, cursor: whole.nextCursor)
        whole.batches += page.batches
        whole.nextCursor = try trail.next(page.nextCursor)
      } while whole.nextCursor != nil && whole.batches.count < limit
      if global.json { return try JSONOutput.write(whole) }
      guard !whole.batches.isEmpty else { return Console.note("There are no batches yet.") }
      for line in BatchText.table(whole.batches, at: .current).lines(on: .current) { try Console.line(line) }
      if whole.nextCursor != nil { Console.note("There are more; show them with a larger --limit.") }
    }
  }
}
