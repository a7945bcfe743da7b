//! Images and documents both ways: without the place they were taken at, in the browser's own hands until the desk has them.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::{Desk, Page, Visitor};

use crate::access::{WIDGET, objections};
use crate::person::{agent, open_first, shop_with, waiting};
use crate::shop::{ENGLISH, Shop};

/// What the photograph of these journeys says of the place it was taken at.
const PLACE: &str = "48.8584N-2.2945E";

/// A segment of a JPEG as a telephone writes it: lying on its side, and where that was.
fn exif() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value.to_be_bytes()].concat()
    };
    let text = format!("{PLACE}\0");
    let first = [&2u16.to_be_bytes()[..], &entry(0x0112, 3, 1, 6 << 16), &entry(0x8825, 4, 1, 38), &[0; 4]];
    // The directory of the place, with the area's name as the text behind it.
    let place = [&1u16.to_be_bytes()[..], &entry(0x001c, 2, text.len() as u32, 56), &[0; 4]];
    let tiff = [b"MM\0*\0\0\0\x08", &first.concat()[..], &place.concat(), text.as_bytes()].concat();
    let content = [b"Exif\0\0", &tiff[..]].concat();
    let length = (content.len() as u16 + 2).to_be_bytes();
    [&[0xff, 0xe1], &length[..], &content].concat()
}

/// JavaScript for a photograph of 400 by 300 pixels with the place in it.
fn photograph() -> String {
    format!(
        "(() => {{
            const canvas = Object.assign(document.createElement('canvas'), {{ width: 400, height: 300 }});
            const paint = canvas.getContext('2d');
            paint.fillStyle = '#0e6e6b'; paint.fillRect(0, 0, 400, 300);
            paint.fillStyle = '#f2946b'; paint.fillRect(40, 40, 120, 90);
            const text = atob(canvas.toDataURL('image/jpeg').split(',')[1]);
            const bytes = [...text].map((letter) => letter.charCodeAt(0));
            bytes.splice(2, 0, ...{});
            return new File([new Uint8Array(bytes)], 'scratch on the lid.jpg', {{ type: 'image/jpeg' }});
        }})()",
        json!(exif())
    )
}

fn file(name: &str, content: &str) -> String {
    format!("new File([{}], {})", json!(content), json!(name))
}

/// Gives a file by the chooser of the widget, or of the console where there is no widget.
async fn chooses(browser: &Visitor, file: &str) -> Result<()> {
    let chooser = "return !!(root ?? document).querySelector('input[type=file]')";
    browser.until("the chooser", chooser).await?;
    let give = format!(
        "const input = (root ?? document).querySelector('input[type=file]'), given = new DataTransfer();
         given.items.add({file}); input.files = given.files; input.dispatchEvent(new Event('change'))"
    );
    browser.run(&give).await?;
    Ok(())
}

/// Gives a file as the clipboard or a drag does, to `target` in the panel, or in the page where there is no widget.
async fn brings(browser: &Visitor, event: &str, target: &str, file: &str) -> Result<()> {
    let (class, slot) =
        if event == "paste" { ("ClipboardEvent", "clipboardData") } else { ("DragEvent", "dataTransfer") };
    let give = format!(
        "const given = new DataTransfer(); given.items.add({file});
         const options = {{ {slot}: given, bubbles: true, cancelable: true, composed: true }};
         (root ?? document).querySelector('{target}').dispatchEvent(new {class}('{event}', options))"
    );
    browser.run(&give).await?;
    Ok(())
}

/// Remembers in the page what it sends, byte for byte.
const LISTEN: &str = "window.left = []; const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (body) { window.left.push(body); return send.call(this, body) }";

/// Whether a text stands anywhere in a file of the desk, asked for from one of its own pages.
async fn holds(agent: &Visitor, address: &str, text: &str) -> Result<bool> {
    let script = "const [address, text, done] = arguments;
        fetch(address).then((reply) => reply.arrayBuffer()).then((buffer) =>
            done(new TextDecoder('latin1').decode(buffer).includes(text)))";
    let held = agent.client().execute_async(script, vec![json!(address), json!(text)]).await?;
    held.as_bool().context("the desk gave no file")
}

#[tokio::test]
async fn an_image_loses_its_place_and_a_document_comes_back() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = Shop::open(&format!("{ENGLISH} data-desk=\"{}\"", desk.url)).await?;
    let visitor = shop.visitor().await?;
    visitor.open().await?;
    visitor.says("how long does delivery take").await?;
    visitor.sees("working days").await?;
    assert_eq!(
        visitor.run("return !root.querySelector('.clip')").await?,
        json!(true),
        "nobody to send it to"
    );
    visitor.says("I want to talk to a human please").await?;
    visitor.until("the paper-clip", "return !!root.querySelector('.clip:not([hidden])')").await?;
    visitor.run(LISTEN).await?;
    chooses(&visitor, &photograph()).await?;
    visitor.until("the image", "return root.querySelector('.me .picture img')?.naturalWidth === 300").await?;
    visitor.until("its delivery", "return root.querySelector('.me .picture')?.href").await?;
    let place = format!(
        "return window.left.map((bytes) => new TextDecoder('latin1').decode(bytes))
            .map((text) => [text.includes('{PLACE}'), text.includes('Exif')])"
    );
    assert_eq!(
        visitor.run(&place).await?,
        json!([[false, true]]),
        "the place stays, which way up goes along"
    );

    let agent = agent(&desk, "Mei").await?;
    open_first(&agent).await?;
    let image = "const image = document.querySelector('.say.visitor .picture img');
        return image?.naturalWidth === 300 && [image.alt, image.src, image.width, image.height]";
    let shown = agent.until("the image in the console", image).await?;
    assert_eq!(shown[0], json!("scratch on the lid.jpg"));
    assert_eq!(
        [&shown[2], &shown[3]],
        [&json!(210), &json!(280)],
        "set upright, in a place kept free for it"
    );
    let address = shown[1].as_str().context("an address")?;
    assert!(holds(&agent, address, "Exif").await? && !holds(&agent, address, PLACE).await?);

    chooses(&agent, &file("bill.pdf", "%PDF-1.7\nhello")).await?;
    let chip = "const chip = root.querySelector('.warm .file');
        return chip && [chip.innerText, chip.target, chip.rel, chip.href]";
    let chip = visitor.until("the document", chip).await?;
    assert_eq!(chip[0], json!("bill.pdf\nPDF, 1 KB"));
    assert_eq!([&chip[1], &chip[2]], [&json!("_blank"), &json!("noopener noreferrer")]);
    assert!(chip[3].as_str().unwrap_or_default().starts_with(&desk.url), "{chip}");
    agent
        .until("the document in the console", "return !!document.querySelector('.say.agent .file[href]')")
        .await?;
    agent.until("nothing on its way", "return !document.querySelector('.pending')").await?;
    brings(&agent, "dragover", ".talk .log", &photograph()).await?;
    agent.sees("Drop it here to send it").await?;
    brings(&agent, "drop", ".talk .log", &photograph()).await?;
    visitor
        .until("the image", "return root.querySelector('.warm .picture img')?.naturalWidth === 300")
        .await?;
    chooses(&agent, &file("holiday.png", "MZ")).await?;
    agent.sees("holiday.png can't be sent").await?;
    assert_eq!(objections(&visitor, WIDGET).await?, json!([]), "for everyone");
    agent.close().await?;
    visitor.close().await
}

/// A shop's policy may forbid images of others: then the name is shown, and leads to the file.
#[tokio::test]
async fn under_a_strict_policy_an_image_is_told_by_its_name() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_with(&desk).await?;
    let visitor = waiting(&shop).await?;
    chooses(&visitor, &photograph()).await?;
    let chip =
        "const chip = root.querySelector('.me .file[href]'); return chip && [chip.innerText, chip.href]";
    let chip = visitor.until("the name", chip).await?;
    assert!(chip[0].as_str().unwrap_or_default().starts_with("scratch on the lid.jpg\nJPEG, "), "{chip}");
    assert!(chip[1].as_str().unwrap_or_default().contains("api/v1/files/"), "{chip}");
    visitor.close().await
}

#[tokio::test]
async fn what_may_not_be_sent_stays_in_the_browser_and_is_told() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = shop_with(&desk).await?;
    let visitor = waiting(&shop).await?;
    visitor.run(LISTEN).await?;
    chooses(&visitor, &file("holiday.png", "MZ\u{1}\u{0} a program")).await?;
    visitor.sees("holiday.png can't be sent: only images (JPEG, PNG, WebP, GIF) and PDFs can.").await?;
    chooses(&visitor, "new File(['%PDF-', new Uint8Array(10 * 1024 * 1024 - 4)], 'plan.pdf')").await?;
    visitor.sees("plan.pdf is too large: a file may have up to 10 MB.").await?;
    chooses(&visitor, &file("half.gif", "GIF89a")).await?;
    visitor.sees("half.gif can't be read").await?;
    let nothing = "return [window.left.length, root.querySelectorAll('.file, .picture').length]";
    assert_eq!(visitor.run(nothing).await?, json!([0, 0]));
    // One byte less is taken, and the word above the composer goes.
    chooses(&visitor, "new File(['%PDF-', new Uint8Array(10 * 1024 * 1024 - 5)], 'plan.pdf')").await?;
    visitor.until("the document", "return !!root.querySelector('.me .file[href]')").await?;
    visitor.sees("plan.pdf\nPDF, 10 MB").await?;
    assert_eq!(visitor.run("return root.querySelector('.notice')").await?, Value::Null);
    visitor.close().await
}

#[tokio::test]
async fn files_are_pasted_and_dropped_too() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = Shop::open(&format!("{ENGLISH} data-desk=\"{}\"", desk.url)).await?;
    let visitor = waiting(&shop).await?;
    brings(&visitor, "paste", "textarea", &photograph()).await?;
    visitor
        .until("the pasted image", "return root.querySelectorAll('.me .picture[href]').length === 1")
        .await?;
    brings(&visitor, "dragenter", ".log", &photograph()).await?;
    visitor.sees("Drop it here to send it").await?;
    brings(&visitor, "dragleave", ".drop", &photograph()).await?;
    visitor.until("no more of it", "return !!root.querySelector('.drop[hidden]')").await?;
    brings(&visitor, "drop", ".log", &file("bill.pdf", "%PDF-1.7")).await?;
    visitor.until("the dropped document", "return !!root.querySelector('.me .file[href]')").await?;
    // What an office program puts on the clipboard is text first.
    visitor
        .run(
            "const given = new DataTransfer(); given.setData('text/plain', '1'); given.setData('text/html', '<b>1</b>');
             given.items.add(new File(['GIF89a'], 'table.gif'));
             const paste = new ClipboardEvent('paste', { clipboardData: given, bubbles: true, cancelable: true });
             window.taken = !root.querySelector('textarea').dispatchEvent(paste)",
        )
        .await?;
    assert_eq!(visitor.run("return window.taken").await?, json!(false));
    visitor.close().await
}

#[tokio::test]
async fn a_file_chosen_while_the_desk_is_away_is_delivered_once() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = Shop::open(&format!("{ENGLISH} data-desk=\"{}\"", desk.url)).await?;
    let visitor = waiting(&shop).await?;
    let down = desk.kill().await?;
    visitor.says("look at this:").await?;
    chooses(&visitor, &photograph()).await?;
    visitor.sees("Sending").await?;
    visitor.says("that is how it came").await?;
    let desk = down.start().await?;
    visitor.run("window.dispatchEvent(new Event('online'))").await?;
    visitor.until("its delivery", "return root.querySelectorAll('.me .picture[href]').length === 1").await?;
    let agent = agent(&desk, "Mei").await?;
    open_first(&agent).await?;
    let said = "const said = [...document.querySelectorAll('.say.visitor')].slice(1)
        .map((said) => said.querySelector('img')?.alt ?? said.querySelector('.box').textContent);
        return said.length >= 3 && said";
    let said = agent.until("what the visitor said", said).await?;
    assert_eq!(said, json!(["look at this:", "scratch on the lid.jpg", "that is how it came"]));
    agent.close().await?;
    visitor.close().await
}

/// A desk that fails at one try has the file at the next, and a page that was left with an unsent file says so.
#[tokio::test]
async fn a_file_that_a_reload_lost_is_told_and_chosen_again() -> Result<()> {
    let desk = Desk::start().await?;
    let shop = Shop::open(&format!("{ENGLISH} data-desk=\"{}\"", desk.url)).await?;
    let visitor = waiting(&shop).await?;
    let down = desk.kill().await?;
    chooses(&visitor, &photograph()).await?;
    visitor.sees("Not delivered yet").await?;
    visitor.reload().await?;
    visitor.open().await?;
    visitor.sees("Not delivered. Please choose it again.").await?;
    let kept = visitor.run("return localStorage.getItem('tandem:conversation').length").await?;
    assert!(kept.as_u64().unwrap_or(u64::MAX) < 4_000, "no bytes of it are kept: {kept}");
    let _desk = down.start().await?;
    visitor.run("HTMLInputElement.prototype.click = () => (window.pressed = true)").await?;
    visitor.presses("Choose again").await?;
    assert_eq!(visitor.run("return window.pressed").await?, json!(true));
    chooses(&visitor, &photograph()).await?;
    visitor.until("its delivery", "return root.querySelectorAll('.me .picture[href]').length === 1").await?;
    let words =
        visitor.run("return root.querySelector('.log').textContent.includes('choose it again')").await?;
    assert_eq!(words, json!(false));
    visitor.close().await
}

/// What the desk will not take is told and can be tried again.
#[tokio::test]
async fn a_refused_file_can_be_tried_again() -> Result<()> {
    let shop = Shop::open(&format!("{ENGLISH} data-desk=\"/\"")).await?;
    shop.site.put(Page::new("/api/v1/handoffs", r#"{"accepted":{"position":1}}"#).status(201));
    let visitor = waiting(&shop).await?;
    let kept = "return JSON.parse(localStorage.getItem('tandem:conversation')).handoff.conversation";
    let conversation = visitor.run(kept).await?;
    let path = format!("/api/v1/conversations/{}/files", conversation.as_str().unwrap_or_default());
    let full = json!({ "type": "/problems/many-files", "title": "Full", "status": 409 });
    shop.site.put(Page::new(&path, full.to_string()).status(409));
    chooses(&visitor, &photograph()).await?;
    visitor.sees("Not delivered").await?;
    visitor.sees("This conversation can't hold more files.").await?;
    shop.site.put(Page::new(&path, "<html>It works!</html>"));
    visitor.presses("Try again").await?;
    visitor.sees("Not delivered yet").await?;
    shop.site.put(Page::new(&path, r#"{"seq":2}"#).status(201));
    visitor.run("window.dispatchEvent(new Event('online'))").await?;
    visitor
        .until("the word", "return root.querySelector('.me:last-of-type .state')?.textContent === 'Sent'")
        .await?;
    visitor.close().await
}
