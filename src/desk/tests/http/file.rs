//! Files both ways: kept once, checked by their bytes, served so that nothing runs, and gone with their conversation.

use std::io::Write;
use std::time::SystemTime;

use protocol::{Attachment, ConversationDetail, FILE_BYTES, FileKind, Progress};

use crate::boundary::{
    Answer, Ask, OWN, SHOP, World, at_desk, conversation, delete, files_on_disk, get, id, message, png, post,
    request, token, upload,
};
use crate::engine;

/// A world in which Anna waits for an agent.
async fn anna() -> World {
    let world = World::new().await;
    world.check(request("anna", "1"), 201).await;
    world
}

fn from_anna(message: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Ask {
    upload(&conversation("anna"), message, name, bytes).token(&token("anna")).origin(SHOP)
}

async fn attachments(world: &World) -> Vec<Attachment> {
    let progress: Progress = world.check(get(conversation("anna")).token(&token("anna")), 200).await.json();
    progress.events.into_iter().filter_map(|event| event.message?.attachment).collect()
}

fn at(file: &Attachment) -> Ask {
    get(format!("/api/v1/files/{}", file.id))
}

#[tokio::test]
async fn a_file_goes_both_ways_and_is_shown_where_it_stands() {
    let world = anna().await;
    let mei = world.owner("Mei").await;
    world.check(from_anna("v1", "cart%20%E5%9B%BE.png", png(1)), 201).await;
    let pdf = b"%PDF-1.7\n<script>alert(1)</script>".to_vec();
    world.check(upload(&at_desk("anna"), "a1", "bill.pdf", pdf.clone()).cookie(&mei), 201).await;
    let detail: ConversationDetail = world.check(get(at_desk("anna")).cookie(&mei), 200).await.json();
    assert_eq!(detail.summary.agent.as_deref(), Some("Mei"), "who sends a file has the conversation");
    assert_eq!(detail.summary.preview, "cart 图.png");
    let files = attachments(&world).await;
    let told: Vec<_> = files
        .iter()
        .map(|file| (file.name.as_str(), file.kind, file.bytes, file.width, file.height))
        .collect();
    assert_eq!(
        told,
        [
            ("cart 图.png", FileKind::Png, png(1).len() as u64, Some(3), Some(2)),
            ("bill.pdf", FileKind::Pdf, pdf.len() as u64, None, None),
        ]
    );
    let answer = world.check(at(&files[0]), 200).await;
    assert_eq!(answer.body, png(1));
    check_served(
        &answer,
        "image/png",
        "inline; filename=\"cart__.png\"; filename*=UTF-8''cart%20%E5%9B%BE.png",
    );
    let answer = world.check(at(&files[1]), 200).await;
    assert_eq!(answer.body, pdf);
    check_served(&answer, "application/pdf", "attachment; filename=\"bill.pdf\"; filename*=UTF-8''bill.pdf");
}

fn check_served(answer: &Answer, kind: &str, disposition: &str) {
    for (header, value) in [
        ("content-type", kind),
        ("content-disposition", disposition),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("cache-control", "private, max-age=3600"),
        ("referrer-policy", "no-referrer"),
    ] {
        assert_eq!(answer.header(header), value, "{header}");
    }
}

#[tokio::test]
async fn the_same_send_is_one_file_and_another_under_its_id_is_refused() {
    let world = anna().await;
    let first = world.check(from_anna("m1", "a.png", png(1)), 201).await;
    for _ in 0..3 {
        assert_eq!(world.check(from_anna("m1", "a.png", png(1)), 200).await.body, first.body);
    }
    world.check(from_anna("m1", "a.png", png(2)), 422).await;
    let words = format!("{}/messages", conversation("anna"));
    world.check(post(&words, message("m1", "a.png")).token(&token("anna")), 422).await;
    world.check(post(&words, message("m2", "a.png")).token(&token("anna")), 201).await;
    world.check(from_anna("m2", "a.png", png(1)), 422).await;
    assert_eq!((attachments(&world).await.len(), files_on_disk(&world).len()), (1, 1));
}

#[tokio::test]
async fn what_a_picture_tells_of_a_place_is_taken_out() {
    let world = anna().await;
    let mut picture = png(1);
    let words = [&b"\0\0\0\x15tEXtGPS-48.8584N-2.2945E!"[..], &[0; 4]].concat();
    picture.splice(33..33, words);
    world.check(from_anna("m1", "a.png", picture.clone()), 201).await;
    world.check(from_anna("m1", "a.png", picture), 200).await;
    let files = attachments(&world).await;
    assert_eq!(world.check(at(&files[0]), 200).await.body, png(1));
    assert_eq!(files[0].bytes, png(1).len() as u64);
}

#[tokio::test]
async fn bytes_decide_what_a_file_is() {
    let world = anna().await;
    for (bytes, status, part) in [
        (b"<html><script>alert(1)</script></html>".to_vec(), 415, "file-kind"),
        (b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec(), 415, "file-kind"),
        (b"MZ\x90\0\x03\0\0\0 a program".to_vec(), 415, "file-kind"),
        (b"PK\x03\x04 a parcel of files".to_vec(), 415, "file-kind"),
        (b"junk %PDF-1.7 junk before".to_vec(), 415, "file-kind"),
        (b"".to_vec(), 415, "file-kind"),
        (b"\x89PNG".to_vec(), 415, "file-kind"),
        (b"GIF89a/*<script>*/=1;alert(1)//".to_vec(), 422, "damaged gif"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>".to_vec(), 422, "damaged png"),
        (png(1)[..30].to_vec(), 422, "damaged png"),
        (b"\xff\xd8\xff\xe0".to_vec(), 422, "damaged jpg"),
    ] {
        let answer = world.check(from_anna("m1", "a.png", bytes.clone()), status).await;
        assert!(answer.text().contains(part), "{bytes:?}: {}", answer.text());
    }
    assert!(attachments(&world).await.is_empty() && files_on_disk(&world).is_empty());
    let mut polyglot = png(1);
    polyglot.extend(b"<script>alert(1)</script>");
    world.check(from_anna("m1", "evil.html", polyglot), 201).await;
    let files = attachments(&world).await;
    assert_eq!(files[0].name, "evil.png");
    assert_eq!(world.check(at(&files[0]), 200).await.body, png(1));
}

#[tokio::test]
async fn a_file_is_of_a_bearable_size_and_as_long_as_it_says() {
    let world = anna().await;
    let sized = |bytes: usize| [&b"%PDF-"[..], &vec![b'x'; bytes - 5]].concat();
    world.check(from_anna("m1", "a.pdf", sized(FILE_BYTES + 1)), 413).await;
    let says =
        |length: &str, bytes: Vec<u8>| from_anna("m1", "a.pdf", bytes).header("content-length", length);
    world.check(says(&(FILE_BYTES + 1).to_string(), sized(9)), 413).await;
    world.check(says("9", sized(FILE_BYTES + 1)), 413).await;
    world.check(says("9", sized(10)), 400).await;
    world.check(says("10", sized(9)), 400).await;
    world.check(says("-1", sized(9)), 400).await;
    assert!(files_on_disk(&world).is_empty());
    world.check(from_anna("m1", "a.pdf", sized(FILE_BYTES)), 201).await;
}

#[tokio::test]
async fn a_conversation_has_room_for_so_many_files() {
    let world = anna().await;
    for at in 0..50 {
        world.check(from_anna(&format!("m{at}"), "a.png", png(at)), 201).await;
    }
    assert!(world.check(from_anna("m50", "a.png", png(50)), 409).await.text().contains("many-files"));
    assert_eq!(files_on_disk(&world).len(), 50);
}

#[tokio::test]
async fn all_conversations_together_have_room_for_so_many_bytes() {
    let most = png(0).len() as u64 + 1;
    let world = World::with(|settings| settings.file_bytes = most).await;
    world.check(request("anna", "1"), 201).await;
    world.check(request("bert", "1"), 201).await;
    world.check(from_anna("m1", "a.png", png(0)), 201).await;
    world.check(from_anna("m2", "a.png", png(0)), 201).await;
    let refusal = world.check(from_anna("m3", "a.png", png(0)), 409).await;
    assert!(refusal.text().contains("files-full"));
    let path = format!("{}/messages", conversation("anna"));
    world.check(post(path, message("m4", "Hello")).token(&token("anna")), 201).await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    world.check(upload(&conversation("bert"), "m1", "a.png", png(0)).token(&token("bert")), 201).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_sent_by_several_tabs_at_once_is_one() {
    let world = std::sync::Arc::new(anna().await);
    let sends: Vec<_> = (0..20)
        .map(|at| {
            let world = std::sync::Arc::clone(&world);
            // Every fourth sends other bytes under the same id.
            tokio::spawn(async move {
                loop {
                    // Of one conversation only some come at once; the others are asked to come again.
                    match world.send(from_anna("m1", "a.png", png(u32::from(at % 4 == 3)))).await.status {
                        503 => tokio::task::yield_now().await,
                        status => return status,
                    }
                }
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for send in sends {
        statuses.push(send.await.unwrap());
    }
    let count = |status| statuses.iter().filter(|one| **one == status).count();
    assert_eq!((count(201), count(201) + count(200) + count(422)), (1, 20), "{statuses:?}");
    assert_eq!((attachments(&world).await.len(), files_on_disk(&world).len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_who_goes_leaves_nothing_behind() {
    let world = anna().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = axum::serve(listener, desk::app(world.desk.clone()));
    let serving = serving.with_graceful_shutdown(async { stopped.await.unwrap() });
    let serving = tokio::spawn(serving.into_future());
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let path = format!("{}/files?message=m1", conversation("anna"));
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nTandem-File-Name: a.pdf\r\n",
        token("anna")
    );
    stream
        .write_all(format!("{head}Content-Length: 100000\r\n\r\n%PDF-1.7 only the beginning").as_bytes())
        .unwrap();
    while files_on_disk(&world).is_empty() {
        tokio::task::yield_now().await;
    }
    drop(stream);
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
    assert!(files_on_disk(&world).is_empty() && attachments(&world).await.is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_desk_itself_reads_the_folder() {
    use std::os::unix::fs::PermissionsExt;
    let world = anna().await;
    world.check(from_anna("m1", "a.png", png(1)), 201).await;
    let file = files_on_disk(&world).pop().unwrap();
    for (path, mode) in file.ancestors().take(4).zip([0o600, 0o700, 0o700, 0o700]) {
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, mode, "{}", path.display());
    }
}

#[tokio::test]
async fn a_name_is_only_a_name() {
    let world = anna().await;
    for (at, (name, kept)) in [
        ("..%2F..%2F..%2Fetc%2Fpasswd", "passwd.png"),
        ("..%5Cboot.ini", "boot.png"),
        ("%00%0D%0AX-Evil:%201.png", "X-Evil: 1.png"),
        ("", "file.png"),
        ("a%22%3B%20filename%3D%22b.exe", "a\"; filename=\"b.png"),
    ]
    .into_iter()
    .enumerate()
    {
        world.check(from_anna(&format!("m{at}"), name, png(1)), 201).await;
        let file = attachments(&world).await.pop().unwrap();
        assert_eq!(file.name, kept);
        let answer = world.check(self::at(&file), 200).await;
        let plain = answer.header("content-disposition").split(';').nth(1).unwrap().to_owned();
        assert_eq!(plain.matches('"').count(), 2, "{plain}");
        assert_eq!(answer.header("x-evil"), "");
    }
    for (query, name) in [
        ("", Some("a.png")),
        ("?message=m1", None),
        ("?message=m1&name=a.png", None),
        ("?message=m1", Some("%FF.png")),
        ("?message=m1&message=m2", Some("a.png")),
    ] {
        let ask = Ask::new("POST", format!("{}/files{query}", conversation("anna"))).bytes(png(1));
        let ask = name.into_iter().fold(ask, |ask, name| ask.header("tandem-file-name", name));
        world.check(ask.token(&token("anna")), 400).await;
    }
    for id in ["", "a%20b", &"x".repeat(201)] {
        world.check(from_anna(id, "a.png", png(1)), 422).await;
    }
}

#[tokio::test]
async fn nobody_sends_into_anothers_conversation_or_reads_by_guessing() {
    let world = anna().await;
    world.check(request("bert", "1"), 201).await;
    let (mei, jo) = (world.owner("Mei").await, world.agent("Jo").await);
    world.check(upload(&conversation("anna"), "m1", "a.png", png(1)).token(&token("bert")), 404).await;
    world.check(upload(&at_desk("nobody"), "m1", "a.png", png(1)).cookie(&mei), 404).await;
    world.check(upload(&at_desk("anna"), "m1", "a.png", png(1)).header("cookie", &mei), 403).await;
    assert!(files_on_disk(&world).is_empty());
    world.check(upload(&at_desk("anna"), "m1", "a.png", png(1)).cookie(&mei), 201).await;
    world.check(upload(&at_desk("anna"), "m2", "a.png", png(2)).cookie(&jo), 409).await;
    assert_eq!(files_on_disk(&world).len(), 1);
    let disk_name = files_on_disk(&world)[0].file_name().unwrap().to_string_lossy().into_owned();
    for guess in [
        id("anna"),
        "0".repeat(64),
        disk_name,
        "..%2F..%2Ftandem.db".to_owned(),
        "a".to_owned(),
        "%00".to_owned(),
    ] {
        world.check(get(format!("/api/v1/files/{guess}")), 404).await;
    }
    let evil = Ask::new("GET", format!("/api/v1/files/{}", attachments(&world).await[0].id));
    world.check(evil.origin("https://evil.example"), 403).await;
}

#[tokio::test]
async fn a_file_claimed_before_the_handoff_is_none() {
    let world = World::new().await;
    let mei = world.owner("Mei").await;
    let mut body = crate::boundary::handoff("anna", "1");
    body["transcript"][0]["attachment"] =
        serde_json::json!({"id": "../x", "name": "evil.exe", "kind": "png", "bytes": 1});
    world.check(post("/api/v1/handoffs", body).token(&token("anna")), 201).await;
    let answer = world.check(get(at_desk("anna")).cookie(&mei), 200).await;
    assert!(!answer.text().contains("evil.exe"));
}

#[tokio::test]
async fn a_file_goes_with_its_conversation() {
    let world = anna().await;
    world.check(from_anna("m1", "a.png", png(1)), 201).await;
    let files = attachments(&world).await;
    world.check(at(&files[0]), 200).await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
    world.check(at(&files[0]), 404).await;
    assert!(files_on_disk(&world).is_empty());
}

#[tokio::test]
async fn a_file_whose_bytes_are_lost_is_not_found() {
    let world = anna().await;
    world.check(from_anna("m1", "a.png", png(1)), 201).await;
    std::fs::remove_file(&files_on_disk(&world)[0]).unwrap();
    world.check(at(&attachments(&world).await[0]), 404).await;
    world.check(delete(conversation("anna")).token(&token("anna")), 204).await;
}

#[tokio::test]
async fn strays_are_swept_up_after_a_day() {
    let world = anna().await;
    world.check(from_anna("m1", "a.png", png(1)), 201).await;
    let kept = files_on_disk(&world).pop().unwrap();
    let folder = kept.ancestors().nth(3).unwrap().to_owned();
    let (stray, half) = (folder.join("00/00").join("0".repeat(64)), folder.join("incoming/half"));
    std::fs::create_dir_all(folder.join("00/00")).unwrap();
    let now = SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(crate::boundary::START as u64);
    for path in [&stray, &half] {
        std::fs::write(path, "x").unwrap();
        std::fs::File::options().write(true).open(path).unwrap().set_modified(now).unwrap();
    }
    world.desk.tidy().await.unwrap();
    assert_eq!(files_on_disk(&world).len(), 3, "what is young may be on its way");
    world.pass_ms(24 * 3_600_000 + 1);
    world.desk.tidy().await.unwrap();
    assert_eq!(files_on_disk(&world), [kept]);
}

#[tokio::test]
async fn a_full_disk_keeps_no_half_of_a_file() {
    if engine::is_server() {
        return;
    }
    let world = World::with(|settings| settings.database_bytes = Some(600_000)).await;
    world.check(request("anna", "1"), 201).await;
    for at in 0..1_000 {
        let text = message(&format!("f{at}"), &"x".repeat(4_000));
        let ask = post(format!("{}/messages", conversation("anna")), text).token(&token("anna"));
        if world.send(ask).await.status != 201 {
            break;
        }
    }
    // Small messages still find room in the last page.
    let mut refused = None;
    for at in 0..1_000 {
        let answer = world.send(from_anna(&format!("m{at}"), "a.png", png(at)).origin(OWN)).await;
        if answer.status != 201 {
            refused = Some((at, answer));
            break;
        }
    }
    let (kept, refusal) = refused.expect("the disk is full");
    assert_eq!((refusal.status, refusal.header("retry-after")), (503, "30"), "{}", refusal.text());
    assert_eq!(files_on_disk(&world).len(), kept as usize);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_told_as_a_full_disk() {
    let world = anna().await;
    let mut folder = world.settings.database.clone().into_os_string();
    folder.push(".files");
    std::fs::create_dir_all(world.settings.database.parent().unwrap()).unwrap();
    std::fs::write(&folder, "in the way").unwrap();
    assert_eq!(world.check(from_anna("m1", "a.png", png(1)), 503).await.header("retry-after"), "30");
    assert!(attachments(&world).await.is_empty());
    std::fs::remove_file(&folder).unwrap();
    world.check(from_anna("m1", "a.png", png(1)), 201).await;
}
