// What a screen is about: what it reads, when, and how that looks.

import JobClient
import JobWire

/// A subject of `LiveScreen`.
protocol LiveView: Sendable {
  associatedtype Content: Sendable

  /// What has to happen for it to be read again.
  var events: EventRequest { get }

  func read(_ client: JobClient) async throws -> Content

  /// - Parameter terminal: two columns narrower than the screen.
  func page(_ content: Content, _ size: ScreenSize, on terminal: Terminal, at moment: Moment) -> ScreenPage
}
