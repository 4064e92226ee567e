package io.evalstream.metrics.torch;

import ai.djl.Device;
import io.evalstream.metrics.batch.Extractor;
import io.evalstream.metrics.metric.AttachedFile;

/** Runs networks that are TorchScript modules. */
public final class FeatureModules implements Extractor.Provider {

    @Override
    public Extractor open(String name, byte[] network) {
        Devices.requireLibrary("the network '" + name + "'");
        return FeatureModule.of(AttachedFile.of(name, network), Device.cpu());
    }
}
