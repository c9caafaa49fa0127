//! When the inbox ends.

use std::io::Read as _;
use tokio::sync::oneshot;

/// Ends when somebody asks the inbox to stop: Ctrl-C, SIGTERM or, where wanted, the end of standard input.
pub(crate) async fn asked(until_stdin_closes: bool) {
    tokio::select! {
        () = interrupted() => {}
        () = terminated() => {}
        () = stdin_closed(), if until_stdin_closes => {}
    }
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

/// A thread of its own reads: tokio's standard input would keep the process alive until one more line came.
async fn stdin_closed() {
    let (done, ended) = oneshot::channel::<()>();
    std::thread::spawn(move || {
        let mut buffer = [0u8; 256];
        while matches!(std::io::stdin().read(&mut buffer), Ok(1..)) {}
        drop(done);
    });
    // An error is what is waited for: the thread has dropped its end.
    let _ = ended.await;
}
