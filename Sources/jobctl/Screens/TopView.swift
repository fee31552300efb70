// What `jobctl top` reads.

import JobClient
import JobWire

/// The daemon as a whole.
struct TopView: LiveView {
  /// Waiting jobs that are read: more than most screens have rows.
  private static let waitingMax = 40
  /// Of these, those that are asked about.
  private static let askedMax = 5

  var events: EventRequest { EventRequest() }

  func read(_ client: JobClient) async throws -> TopContent {
    async let overview = Overview.read(client)
    var queued = JobFilterWire()
    queued.states = [.queued]
    var later = JobFilterWire()
    later.states = [.retrying, .scheduled, .blocked, .held]
    async let inLine = client.jobs(ListRequest(filter: queued, order: .priority, limit: Self.waitingMax))
    async let others = client.jobs(ListRequest(filter: later, limit: Self.waitingMax))
    let waiting = try await Array((inLine.jobs + others.jobs).prefix(Self.waitingMax))
    let reasons = await QueuedReasons.read(waiting, client, at: .current, askedMax: Self.askedMax)
    return TopContent(overview: try await overview, waiting: waiting, reasons: reasons)
  }

  func page(
    _ content: TopContent, _ size: ScreenSize, on terminal: Terminal, at moment: Moment
  ) -> ScreenPage {
    TopPage.make(content, size, on: terminal, at: moment)
  }
}
