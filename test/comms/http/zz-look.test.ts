import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { Browser } from './browser.js';
it('looks', async () => {
  const b = await Browser.open(process.env.LOOK_URL!);
  const shot = async (name: string) => {
    const { data } = await b.call('Page.captureScreenshot', { format: 'png' });
    writeFileSync(`/tmp/look/${name}.png`, Buffer.from(data as string, 'base64'));
  };
  const size = (width: number, height: number) =>
    b.call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 500 });
  const media = (v: string) =>
    b.call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: v }] });
  try {
    await size(1200, 900);
    await media('light');
    await b.until("document.getElementById('page').textContent === 'connected'");
    await shot('light');
    await media('dark');
    await shot('dark');
    await media('light');
    await size(390, 1300);
    await shot('phone');
    console.log(b.complaints);
  } finally {
    await b.close();
  }
}, 60000);
