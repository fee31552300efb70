// What can be asked of a command that runs, whoever keeps its processes: everything that reaches them on behalf of a user
// goes this way. How they are ended is no part of it: orders to stop go through `AttemptControl.onStop`.

/// The processes of one attempt of a command.
///
/// The verbs return at once, but for `send`. They may be called before the processes are there and after they have gone,
/// and are called in the order in which they were asked for. An order to stop undoes a freeze: what is stopped cannot hear TERM.
protocol RunningCommand: Sendable {
  /// Sends a signal that ends nothing by our will; false if there is nobody for it.
  ///
  /// What is frozen hears it once it goes on, KILL at once. CONT ends no freeze.
  func signal(_ number: Int32) -> Bool

  /// Stops the processes where they are, or as soon as they are there; an order to stop that came before wins.
  func freeze()

  /// Lets them go on.
  func thaw()

  /// Writes to its standard input, behind what others send.
  func send(_ order: InputOrder) async -> InputAnswer
}
