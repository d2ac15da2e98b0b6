//! What the visitors have.

use end_to_end::browser::Tab;
use serde_json::json;

/// A device and its network.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    /// How many times slower than this one the processor is.
    slowdown: u32,
    network: Option<Network>,
}

/// DevTools' limits: of each request, not of each packet.
#[derive(Debug)]
struct Network {
    latency_ms: u32,
    /// In bytes a second, as the next one.
    download: u32,
    upload: u32,
}

pub(crate) const PROFILES: [Profile; 2] = [
    Profile {
        name: "This machine",
        slowdown: 1,
        network: None,
    },
    Profile {
        name: "Slow phone (processor ÷4, 150 ms, 1.6 Mbit/s)",
        slowdown: 4,
        network: Some(Network {
            latency_ms: 150,
            // 1.6 Mbit/s and 750 kbit/s, each of 1,024: Lighthouse's "slow 4G".
            download: 209_715,
            upload: 96_000,
        }),
    },
];

impl Profile {
    /// Limits the tab from now on.
    pub(crate) async fn apply(&self, tab: &Tab) {
        if let Some(network) = &self.network {
            let conditions = json!({
                "offline": false,
                "latency": network.latency_ms,
                "downloadThroughput": network.download,
                "uploadThroughput": network.upload,
            });
            tab.devtools("Network.emulateNetworkConditions", conditions)
                .await;
        }
        let rate = json!({ "rate": self.slowdown });
        tab.devtools("Emulation.setCPUThrottlingRate", rate).await;
    }
}
